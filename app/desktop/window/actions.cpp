#include "window/actions.h"

#include "base/format.h"
#include "base/icons.h"

#include <QCoreApplication>

namespace SyncAdmin::Desktop {

namespace {

struct ActionsTr
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
    : open(make(parent, Glyph::Open, ActionsTr::tr("&Open data root…"), QKeySequence::Open)),
      demo(make(parent, ActionsTr::tr("Open a &demo root"))),
      refresh(make(parent, Glyph::Refresh, ActionsTr::tr("Re&fresh"), QKeySequence(Qt::Key_F5))),
      saveReport(make(parent, Glyph::Report, ActionsTr::tr("&Save report…"), QKeySequence::Save)),
      quit(make(parent, ActionsTr::tr("&Quit"), QKeySequence::Quit)),
      dryRun(make(parent, Glyph::DryRun, ActionsTr::tr("&Dry run"),
                  QKeySequence(Qt::CTRL | Qt::Key_D))),
      reset(make(parent, Glyph::Reset, ActionsTr::tr("&Reset…"))),
      restore(make(parent, Glyph::Restore, ActionsTr::tr("Re&store…"))),
      signOut(make(parent, ActionsTr::tr("Sign o&ut…"))),
      copyReport(make(parent, Glyph::Copy, ActionsTr::tr("&Copy report"),
                      QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C))),
      restorePoints(make(parent, Glyph::RestorePoints, ActionsTr::tr("Restore &points"),
                         QKeySequence(Qt::CTRL | Qt::Key_P))),
      showActivity(make(parent, ActionsTr::tr("&Activity"))),
      findUser(make(parent, ActionsTr::tr("Fi&lter"), QKeySequence::Find)),
      cancelAnalysis(make(parent, ActionsTr::tr("Ca&ncel the analysis"))),
      alwaysTypeName(make(parent, ActionsTr::tr("Always require &typing the name"))),
      about(make(parent, ActionsTr::tr("&About Anki Sync Admin"))),
      aboutQt(make(parent, ActionsTr::tr("About &Qt")))
{
    for (QAction *action : {restorePoints, showActivity, alwaysTypeName})
        action->setCheckable(true);
    open->setIconText(ActionsTr::tr("Open data root"));
    reset->setIconText(ActionsTr::tr("Reset…"));
    restorePoints->setIconText(ActionsTr::tr("Restore points"));
    dryRun->setIconText(ActionsTr::tr("Dry run"));
    refresh->setIconText(ActionsTr::tr("Refresh"));
}

void Actions::setSubjects(const QStringList &names) const
{
    // Only shown here: the key belongs to the user table, and as the action's own it would also
    // work elsewhere in the window.
    const QString key =
        QLatin1Char('\t') % QKeySequence(QKeySequence::Delete).toString(QKeySequence::NativeText);
    if (names.isEmpty()) {
        reset->setText(ActionsTr::tr("&Reset…") + key);
        restore->setText(ActionsTr::tr("Re&store…"));
        dryRun->setText(ActionsTr::tr("&Dry run"));
    } else {
        const QString subject = withoutMnemonic(subjectText(names));
        reset->setText(ActionsTr::tr("&Reset %1…").arg(subject) + key);
        restore->setText(ActionsTr::tr("Re&store %1…").arg(subject));
        dryRun->setText(ActionsTr::tr("&Dry run of %1").arg(subject));
    }
    // The toolbar keeps its short texts.
    reset->setIconText(ActionsTr::tr("Reset…"));
    dryRun->setIconText(ActionsTr::tr("Dry run"));
    const QString subject = names.isEmpty() ? QString() : subjectText(names);
    reset->setToolTip(plainToolTip(names.isEmpty() ? ActionsTr::tr("Reset")
                                                   : ActionsTr::tr("Reset %1…").arg(subject)));
    restore->setToolTip(plainToolTip(names.isEmpty() ? ActionsTr::tr("Restore")
                                                     : ActionsTr::tr("Restore %1…").arg(subject)));
    dryRun->setToolTip(plainToolTip(names.isEmpty() ? ActionsTr::tr("Dry run")
                                                    : ActionsTr::tr("Dry run of %1").arg(subject)));
}

} // namespace SyncAdmin::Desktop
