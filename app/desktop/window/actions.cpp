#include "window/actions.h"

#include "views/format.h"
#include "views/icons.h"

#include <QCoreApplication>

namespace SyncAdmin::Desktop {

namespace {

struct Tr
{
    Q_DECLARE_TR_FUNCTIONS(Actions)
};

QAction *make(QObject *parent, const QString &text, const QKeySequence &keys = {})
{
    auto *action = new QAction(text, parent);
    action->setShortcut(keys);
    return action;
}

QAction *make(QObject *parent, Glyph glyph, const QString &text, const QKeySequence &keys = {})
{
    auto *action = make(parent, text, keys);
    action->setIcon(glyphIcon(glyph));
    return action;
}

} // namespace

Actions::Actions(QObject *parent)
    : open(make(parent, Glyph::Open, Tr::tr("&Open data root…"), QKeySequence::Open)),
      demo(make(parent, Tr::tr("Open a &demo root"))),
      refresh(make(parent, Glyph::Refresh, Tr::tr("Re&fresh"), QKeySequence(Qt::Key_F5))),
      saveReport(make(parent, Glyph::Report, Tr::tr("&Save report…"), QKeySequence::Save)),
      quit(make(parent, Tr::tr("&Quit"), QKeySequence::Quit)),
      dryRun(make(parent, Glyph::DryRun, Tr::tr("&Dry run"), QKeySequence(Qt::CTRL | Qt::Key_D))),
      reset(make(parent, Glyph::Reset, Tr::tr("&Reset…"))),
      restore(make(parent, Glyph::Restore, Tr::tr("Re&store…"))),
      revoke(make(parent, Tr::tr("Re&voke sessions…"))),
      copyReport(make(parent, Glyph::Copy, Tr::tr("&Copy report"),
                      QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C))),
      restorePoints(make(parent, Glyph::RestorePoints, Tr::tr("Restore &points"),
                         QKeySequence(Qt::CTRL | Qt::Key_P))),
      showActivity(make(parent, Tr::tr("&Activity"))),
      findUser(make(parent, Tr::tr("Fi&lter"), QKeySequence::Find)),
      cancelAnalysis(make(parent, Tr::tr("Cancel the analysis"))),
      alwaysTypeName(make(parent, Tr::tr("Always &type the name before a reset"))),
      about(make(parent, Tr::tr("&About Anki Sync Admin"))),
      aboutQt(make(parent, Tr::tr("About &Qt")))
{
    for (QAction *action : {restorePoints, showActivity, alwaysTypeName})
        action->setCheckable(true);
    open->setIconText(Tr::tr("Open data root"));
    reset->setIconText(Tr::tr("Reset…"));
    restorePoints->setIconText(Tr::tr("Restore points"));
    dryRun->setIconText(Tr::tr("Dry run"));
    refresh->setIconText(Tr::tr("Refresh"));
}

void Actions::setSubjects(const QStringList &names) const
{
    // The key itself is the user table's alone: as the action's own it would work in the toolbar.
    const QString key =
        QLatin1Char('\t') % QKeySequence(QKeySequence::Delete).toString(QKeySequence::NativeText);
    if (names.isEmpty()) {
        reset->setText(Tr::tr("&Reset…") + key);
        restore->setText(Tr::tr("Re&store…"));
        dryRun->setText(Tr::tr("&Dry run"));
    } else {
        const QString subject = withoutMnemonic(subjectText(names));
        reset->setText(Tr::tr("&Reset %1…").arg(subject) + key);
        restore->setText(Tr::tr("Re&store %1…").arg(subject));
        dryRun->setText(Tr::tr("&Dry run of %1").arg(subject));
    }
    // The toolbar keeps its short texts.
    reset->setIconText(Tr::tr("Reset…"));
    dryRun->setIconText(Tr::tr("Dry run"));
    const QString subject = names.isEmpty() ? QString() : subjectText(names);
    reset->setToolTip(
        plainToolTip(names.isEmpty() ? Tr::tr("Reset") : Tr::tr("Reset %1…").arg(subject)));
    restore->setToolTip(
        plainToolTip(names.isEmpty() ? Tr::tr("Restore") : Tr::tr("Restore %1…").arg(subject)));
    dryRun->setToolTip(
        plainToolTip(names.isEmpty() ? Tr::tr("Dry run") : Tr::tr("Dry run of %1").arg(subject)));
}

} // namespace SyncAdmin::Desktop
