#pragma once

#include <QByteArray>
#include <QList>
#include <QWidget>

class QLabel;
class QProgressBar;
class QVBoxLayout;

namespace SyncAdmin::Desktop {

// The window's contents while no data root is open: what to open, the roots found on this machine,
// and a demo root to try.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(QWidget *parent = nullptr);

    // Why the last root could not be opened; empty for none.
    void setMessage(const QString &text);
    void setBusy(const QString &text);
    bool isBusy() const;
    // Paths, each with its text.
    void setRoots(const QList<std::pair<QByteArray, QString>> &roots);

Q_SIGNALS:
    void openRequested();
    void rootChosen(const QByteArray &path);
    void demoRequested();

private:
    QLabel *m_message;
    QLabel *m_rootsTitle;
    QVBoxLayout *m_roots;
    QProgressBar *m_busy;
};

} // namespace SyncAdmin::Desktop
