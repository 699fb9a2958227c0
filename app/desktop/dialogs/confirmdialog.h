#pragma once

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace SyncAdmin::Desktop {

// The confirmation of an operation: what will be done, what follows from it, and a button that
// names the operation. No button is the default one, so that Enter alone never starts an operation,
// except for an alternative to the operation. Where a word must be typed, Enter in its field moves
// the focus to the button.
class ConfirmDialog : public QDialog
{
    Q_OBJECT

public:
    ConfirmDialog(const QString &title, const QString &operation, QWidget *parent = nullptr);

    void setHeading(const QString &text);
    // What is lost, below the heading; empty for nothing.
    void setWarning(const QString &text);
    // Fills the middle and gets the focus first.
    void setCentre(QWidget *widget);
    void setNotes(const QString &text);
    // The word that must be typed to confirm the operation; empty for none.
    void setWord(const QString &word);
    // Why the operation cannot be done now; the button is disabled while there is a reason.
    void setObstacle(const QString &text);
    void setOperation(const QString &text);
    // Offers to copy this text, for the people whose data it is; empty for nothing.
    void setMessage(const QString &text);
    // Names the cancel button by what it keeps, and makes it the default button with the focus.
    void setAlternative(const QString &text);

    QVBoxLayout *optionsBox() { return m_options; } // above the centre
    QVBoxLayout *checksBox() { return m_checks; }   // below it
    QPushButton *confirmButton() { return m_operation; }
    QPushButton *cancelButton() { return m_cancel; }
    QPushButton *messageButton() { return m_copy; }
    QLineEdit *wordField() { return m_wordField; }
    QString obstacle() const;

protected:
    void showEvent(QShowEvent *event) override;

private:
    void updateButton();
    void enterPressed();

    QLabel *m_heading;
    QLabel *m_warning;
    QVBoxLayout *m_options;
    QVBoxLayout *m_centre;
    QVBoxLayout *m_checks;
    QLabel *m_notes;
    QLabel *m_obstacle;
    QLabel *m_wordLabel;
    QLineEdit *m_wordField;
    QPushButton *m_copy;
    QPushButton *m_operation;
    QPushButton *m_cancel;
    QWidget *m_first = nullptr;
    QString m_word;
    QString m_message;
};

} // namespace SyncAdmin::Desktop
