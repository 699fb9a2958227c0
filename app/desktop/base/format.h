#pragma once

#include "agent/host.h"
#include "base/result.h"

#include <QString>

class QDateTime;

namespace SyncAdmin::Desktop {

// Values as text, in the user's locale and language.

QString unknownText();                      // –
QString numberText(qint64 number);          // 1,234
QString bytesText(qint64 bytes);            // powers of 1024, one decimal: 23.4 MB
QString timeText(qint64 milliseconds);      // short, relative: "today 14:02", "3 days ago"
QString exactTimeText(qint64 milliseconds); // "22 November 2026 14:02:12"
QString exactTimeText(const QDateTime &time);

// The text of an error or a problem, with advice, and of a step of a plan. One line; translated
// from the library's wording.
QString errorText(const Error &error);
QString problemText(const Problem &problem);
QString stepText(const PlanStep &step);
// The text of Progress::what: one of these steps, or what is counted.
QString progressText(const QString &what, const QList<PlanStep> &steps);
QString severityText(Problem::Severity severity);

// For tool tips, which detect rich text: escapes a text that looks like it.
QString plainToolTip(const QString &text);
// For buttons and menus: escapes the mnemonic sign that a name may contain.
QString withoutMnemonic(QString text);
// Whether the name is short enough for a button.
bool isShortName(const QString &name);
// Translates the texts of report/guidance.h.
QString guidanceText(const char *english);
// "john.doe", or "3 users".
QString subjectText(const QStringList &names);

} // namespace SyncAdmin::Desktop
