#pragma once

#include "analysis/problem.h"
#include "base/result.h"
#include "engine/plan.h"

#include <QString>

class QDateTime;

namespace SyncAdmin::Desktop {

// How values look in the desktop: in the user's locale and language.

QString unknownText();                      // –
QString numberText(qint64 number);          // 1,234
QString bytesText(qint64 bytes);            // powers of 1024, one decimal: 23.4 MB
QString timeText(qint64 milliseconds);      // short, relative: "today 14:02", "3 days ago"
QString exactTimeText(qint64 milliseconds); // "22 November 2026 14:02:12"
QString exactTimeText(const QDateTime &time);

// What an Error or a Problem says, with what can be done, and what a step of a plan will do. One
// line; the library's own wording is the source of the translation.
QString errorText(const Error &error);
QString problemText(const Problem &problem);
QString stepText(const PlanStep &step);
// What a Progress tells: one of these steps, or what is counted.
QString progressText(const QString &what, const QList<PlanStep> &steps);
QString severityText(Problem::Severity severity);

// For tool tips, which guess whether they are rich text: what looks like it is escaped.
QString plainToolTip(const QString &text);
// For buttons and menus: a name may hold the sign of a mnemonic.
QString withoutMnemonic(QString text);
// Whether a button can bear the name.
bool isShortName(const QString &name);
// Of what nextSyncLines() and its like say.
QString guidanceText(const char *english);
// "john.doe", or "3 users".
QString subjectText(const QStringList &names);

} // namespace SyncAdmin::Desktop
