#include "desktopfixture.h"

#include "dialogs/resetdialog.h"
#include "models/cellmodel.h"
#include "report/guidance.h"
#include "support/holderprocess.h"
#include "views/tablepane.h"
#include "views/tableview.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

class TestResetDialog : public DemoRootTest
{
    Q_OBJECT

private:
    std::unique_ptr<Session> m_session;
    QString userPath(const QString &name) const
    {
        return m_root + QStringLiteral("/collections/") + name;
    }
    ResetDialog *dialogFor(const QByteArrayList &names)
    {
        QList<std::shared_ptr<const UserAnalysis>> users;
        for (int i = 0; i < m_session->users()->rowCount(); ++i) {
            if (names.contains(m_session->users()->row(i).user.name))
                users.append(m_session->users()->row(i).analysis);
        }
        auto *dialog = new ResetDialog(m_session.get(), m_settings.get(), users);
        dialog->setAttribute(Qt::WA_DeleteOnClose, false);
        dialog->open();
        return dialog;
    }

    static bool says(QWidget *dialog, const QString &text)
    {
        for (const QLabel *label : dialog->findChildren<QLabel *>()) {
            if (label->isVisibleTo(dialog) && label->text().contains(text))
                return true;
        }
        return false;
    }

private Q_SLOTS:
    void init()
    {
        makeDemo();
        m_session = std::make_unique<Session>();
        m_session->open(QFile::encodeName(m_root));
        QTRY_VERIFY_WITH_TIMEOUT(m_session->root() != nullptr && !m_session->isAnalysing(),
                                 patience);
    }
    void cleanup() { m_session.reset(); }

    void isDisabledWhileFilesAreInUse()
    {
        HolderProcess holder(QStringLiteral("open"),
                             userPath(QStringLiteral("john.doe/collection.anki2")));
        QVERIFY(holder.isReady());
        const std::unique_ptr<ResetDialog> dialog(dialogFor({"john.doe"}));
        QTRY_VERIFY_WITH_TIMEOUT(dialog->obstacle().contains(QStringLiteral("in use")), patience);
        QVERIFY(!dialog->confirmButton()->isEnabled());
        QVERIFY(holder.letGo());
        QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled(), patience);
    }

    void requiresTheNameWithoutARestorePoint()
    {
        const std::unique_ptr<ResetDialog> dialog(dialogFor({"john.doe"}));
        QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled(), patience);
        QVERIFY(!dialog->wordField()->isVisible());
        dialog->restorePointBox()->setChecked(false);
        QVERIFY(dialog->wordField()->isVisible());
        QTest::qWait(1500);
        QVERIFY(!dialog->confirmButton()->isEnabled());
        QTest::keyClicks(dialog->wordField(), QStringLiteral("john.do"));
        QTest::keyClick(dialog->wordField(), Qt::Key_Return);
        QVERIFY(!dialog->confirmButton()->isEnabled());
        QTest::keyClicks(dialog->wordField(), QStringLiteral("e"));
        QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled(), patience);
        QSignalSpy accepted(dialog.get(), &QDialog::accepted);
        QTest::keyClick(dialog->wordField(), Qt::Key_Return);
        QCOMPARE(accepted.size(), 0); // Enter only leads to the button
        QVERIFY(dialog->isVisible());
    }

    void settingAlwaysRequiresTheName()
    {
        m_settings->setAlwaysTypeName(true);
        const std::unique_ptr<ResetDialog> dialog(dialogFor({"john.doe"}));
        QVERIFY(dialog->wordField()->isVisible());
    }

    void hasNoDefaultButton()
    {
        const std::unique_ptr<ResetDialog> dialog(dialogFor({"john.doe"}));
        for (const QPushButton *button : dialog->findChildren<QPushButton *>()) {
            QVERIFY(!button->autoDefault());
            QVERIFY(!button->isDefault());
        }
        QCOMPARE(dialog->findChild<QDialogButtonBox *>()->buttonRole(dialog->confirmButton()),
                 QDialogButtonBox::DestructiveRole);
        QVERIFY(dialog->plan()->view()->hasFocus() ||
                dialog->focusWidget() == dialog->plan()->view());
    }

    void planFollowsTheFolder()
    {
        const std::unique_ptr<ResetDialog> dialog(dialogFor({"john.doe"}));
        QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled(), patience);
        const int before = dialog->plan()->model()->rowCount();
        QVERIFY(!says(dialog.get(), QStringLiteral("The data has changed since")));
        QFile leftover(userPath(QStringLiteral("john.doe/collection.anki2.tmp")));
        QVERIFY(leftover.open(QIODevice::WriteOnly));
        leftover.write("half an upload");
        leftover.close();
        QTRY_COMPARE_WITH_TIMEOUT(dialog->plan()->model()->rowCount(), before + 1, patience);
        QVERIFY(says(dialog.get(), QStringLiteral("The data has changed since")));
    }

    void plansToKeepMedia()
    {
        const std::unique_ptr<ResetDialog> dialog(dialogFor({"john.doe"}));
        dialog->keepMediaButton()->setChecked(true);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled(), patience);
        const auto requests = dialog->operations();
        QCOMPARE(requests.size(), 1);
        QVERIFY(requests.first().plan().options.keepMediaFiles);
        QVERIFY(!m_settings->keepMediaFiles());
        dialog->accept();
        QVERIFY(m_settings->keepMediaFiles());
    }

    void offersAMessageForTheUser()
    {
        for (const QByteArrayList &names : {QByteArrayList{"john.doe"}, {"john.doe", "alice"}}) {
            const std::unique_ptr<ResetDialog> dialog(dialogFor(names));
            QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled() || names.size() > 1,
                                     patience);
            QPushButton *copy = dialog->messageButton();
            QTRY_VERIFY_WITH_TIMEOUT(copy->isVisible(), patience);
            QVERIFY(!copy->autoDefault());
            QGuiApplication::clipboard()->clear();
            QTest::mouseClick(copy, Qt::LeftButton);
            QCOMPARE(QGuiApplication::clipboard()->text(),
                     messageBefore(dialog->operations().first().plan().syncEffect()));
            // A later check does not change it.
            QTest::qWait(1000);
            QCOMPARE(copy->text(), QStringLiteral("Message copied"));
        }
    }

    void describesWhatDevicesDo()
    {
        const std::unique_ptr<ResetDialog> dialog(dialogFor({"john.doe"}));
        QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled(), patience);
        QVERIFY(says(dialog.get(), QStringLiteral("answer Yes when Anki asks")));
        QVERIFY(says(dialog.get(), QStringLiteral("sync again")));
        QVERIFY(!says(dialog.get(), QStringLiteral("Upload to AnkiWeb")));
        dialog->keepMediaButton()->setChecked(true);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled(), patience);
        QVERIFY(!says(dialog.get(), QStringLiteral("sync again")));
    }

    void leavesOutUsersInUse()
    {
        HolderProcess holder(QStringLiteral("open"),
                             userPath(QStringLiteral("test-1/collection.anki2")));
        QVERIFY(holder.isReady());
        const std::unique_ptr<ResetDialog> dialog(dialogFor({"test-1", "test-2"}));
        QTRY_COMPARE_WITH_TIMEOUT(dialog->confirmButton()->text(), QStringLiteral("Reset 1 user"),
                                  patience);
        QCOMPARE(dialog->operations().size(), 1);
        QCOMPARE(dialog->operations().first().plan().user.name, QByteArray("test-2"));
        // With the reason and the process.
        const CellModel *users = dialog->plan()->model();
        QStringList reasons;
        for (int row = 0; row < users->rowCount(); ++row) {
            const bool isOn =
                users->index(row, 0).data(Qt::CheckStateRole).toInt() == int(Qt::Checked);
            reasons += users->index(row, 0).data().toString() +
                       (isOn ? QStringLiteral("+ ") : QStringLiteral("- ")) +
                       users->index(row, users->columnCount() - 1).data().toString();
        }
        reasons.sort();
        QCOMPARE(reasons.size(), 2);
        QVERIFY2(reasons.first().startsWith(QStringLiteral("test-1- In use by ")) &&
                     reasons.first().contains(QString::number(holder.processId())),
                 qPrintable(reasons.first()));
        QCOMPARE(reasons.last(), QStringLiteral("test-2+ Not in use"));
    }

    void changesNothingByItself()
    {
        const auto before = TreeSnapshot::of(m_root);
        const std::unique_ptr<ResetDialog> dialog(dialogFor({"john.doe"}));
        QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled(), patience);
        QTest::qWait(1500);
        QTest::keyClick(dialog.get(), Qt::Key_Escape);
        QVERIFY(!dialog->isVisible());
        QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(m_root)), QStringList());
    }
};

QTEST_MAIN(TestResetDialog)
#include "tst_resetdialog.moc"
