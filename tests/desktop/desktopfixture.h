#pragma once

#include "base/settings.h"
#include "demo/demoroot.h"
#include "dialogs/confirmdialog.h"
#include "dialogs/resetdialog.h"
#include "models/roles.h"
#include "models/usermodel.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"
#include "window/mainwindow.h"
#include "window/userpage.h"

#include <QAbstractItemModel>
#include <QFile>
#include <QPushButton>
#include <QTest>

#include <memory>

namespace SyncAdmin::Test {

constexpr int patience = 20000; // ms

// A test on its own demo root and settings, which makeDemo() creates.
class DemoRootTest : public QObject
{
protected:
    void makeDemo()
    {
        m_place = std::make_unique<TemporaryRoot>();
        m_root = *m_place / QStringLiteral("data");
        QVERIFY(Demo::makeDemoRoot(m_root));
        m_settings = std::make_unique<Desktop::Settings>(*m_place / QStringLiteral("settings.ini"));
    }
    // All users' files, without what changes when they are moved away and back.
    TreeSnapshot usersNow() const
    {
        return TreeSnapshot::of(m_root + QStringLiteral("/collections"),
                                TreeSnapshot::WithoutIdentity | TreeSnapshot::WithoutModified);
    }

    std::unique_ptr<TemporaryRoot> m_place;
    std::unique_ptr<Desktop::Settings> m_settings;
    QString m_root;
};

inline UserFolder folderNamed(const std::shared_ptr<const Directory> &parent,
                              const QByteArray &name, quint64 inode = 1)
{
    UserFolder user;
    user.name = name;
    user.inode = inode;
    user.parent = parent;
    return user;
}

inline Desktop::AnalysisOutcome analysed(const UserFolder &user, qint64 cards, qint64 bytes)
{
    UserAnalysis analysis;
    analysis.user = user;
    analysis.wasRead = true;
    analysis.usage.of(DiskUsage::Class::Collection) = {1, bytes, bytes};
    if (cards >= 0) {
        CollectionStats stats;
        stats.cards = cards;
        analysis.collection.emplace();
        analysis.collection->stats = stats;
    }
    return {user, std::make_shared<const UserAnalysis>(analysis)};
}

// A model as lines of cells separated by bars.
inline QStringList printModel(const QAbstractItemModel &model, const QList<int> &columns)
{
    QStringList lines;
    for (int row = 0; row < model.rowCount(); ++row) {
        QStringList cells;
        for (const int column : columns)
            cells.append(
                model.index(row, column).data().toString().replace(QChar(0xa0), QLatin1Char(' ')));
        lines.append(cells.join(QLatin1Char('|')));
    }
    return lines;
}

// Opens the root in the window, and waits until it is analysed.
inline bool openAndWait(Desktop::MainWindow &window, const QString &root,
                        const std::shared_ptr<SystemCalls> &calls = SystemCalls::kernel())
{
    window.openRoot(QFile::encodeName(root), calls);
    return QTest::qWaitFor(
        [&window] {
            return window.session()->root() != nullptr && !window.session()->isAnalysing();
        },
        patience);
}

inline QStringList pathsOf(Desktop::MainWindow &window, const QByteArrayList &names)
{
    QStringList paths;
    for (int i = 0; i < window.session()->users()->rowCount(); ++i) {
        const Desktop::UserRow &row = window.session()->users()->row(i);
        if (names.contains(row.user.name))
            paths.append(row.key());
    }
    return paths;
}

// A visible button by its text without the mnemonic; null where there is none.
inline QPushButton *buttonIn(QWidget *parent, const QString &text)
{
    for (QPushButton *each : parent->findChildren<QPushButton *>()) {
        if (each->text().remove(QLatin1Char('&')) == text && each->isVisibleTo(parent))
            return each;
    }
    return nullptr;
}

// Opens a dialog with this button, and checks that Enter does nothing there and Escape cancels.
inline void openAndCancel(Desktop::MainWindow &window, QPushButton *button)
{
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(window.findChild<Desktop::ConfirmDialog *>(), patience);
    auto *dialog = window.findChild<Desktop::ConfirmDialog *>();
    QTest::keyClick(dialog, Qt::Key_Return); // no button is the default one
    QVERIFY(dialog->isVisible());
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(!window.findChild<Desktop::ConfirmDialog *>());
}

// Selects these users and triggers their reset; null where no dialog opens.
inline Desktop::ResetDialog *openReset(Desktop::MainWindow &window, const QByteArrayList &users)
{
    window.page()->select(pathsOf(window, users));
    QTest::qWait(20);
    window.actions().reset->trigger();
    const auto dialogs = window.findChildren<Desktop::ResetDialog *>();
    return dialogs.isEmpty() ? nullptr : dialogs.last();
}

// The operations that the reset dialog for these users would run.
inline QList<Operation> requestsFor(Desktop::MainWindow &window, const QByteArrayList &users)
{
    Desktop::ResetDialog *dialog = openReset(window, users);
    if (dialog == nullptr ||
        !QTest::qWaitFor([dialog, &users] { return dialog->operations().size() == users.size(); },
                         patience))
        return {};
    const QList<Operation> requests = dialog->operations();
    dialog->reject();
    QTest::qWait(50);
    return requests;
}

} // namespace SyncAdmin::Test
