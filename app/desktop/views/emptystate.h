#pragma once

#include <QByteArray>
#include <QList>
#include <QWidget>

class QLabel;
class QProgressBar;
class QVBoxLayout;

namespace SyncAdmin::Desktop {

// What the window shows while no data root is open: what to do, the roots found on this machine,
// and a demo root in which everything may be tried.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(QWidget *parent = nullptr);

    // Why the last one could not be opened; empty for the first start.
    void setMessage(const QString &text);
    void setBusy(const QString &text);
    bool isBusy() const;
    // Paths, each with the text that stands for it.
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
