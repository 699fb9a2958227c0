#include "base/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QTextDocument>

#include <array>

namespace SyncAdmin::Desktop {

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("Format", text);
}

} // namespace

QString unknownText()
{
    return {QChar(0x2013)};
}

QString numberText(qint64 number)
{
    return QLocale().toString(number);
}

QString bytesText(qint64 bytes)
{
    constexpr std::array units{QT_TRANSLATE_NOOP("Format", "B"), QT_TRANSLATE_NOOP("Format", "KB"),
                               QT_TRANSLATE_NOOP("Format", "MB"), QT_TRANSLATE_NOOP("Format", "GB"),
                               QT_TRANSLATE_NOOP("Format", "TB")};
    constexpr double step = 1024;
    auto size = static_cast<double>(bytes);
    size_t unit = 0;
    while (size >= step - 0.05 && unit + 1 < units.size()) {
        size /= step;
        ++unit;
    }
    return QLocale().toString(size, 'f', unit == 0 ? 0 : 1) + QChar(0xa0) +
           translated(units.at(unit));
}

QString timeText(qint64 milliseconds)
{
    if (milliseconds <= 0)
        return unknownText();
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(milliseconds);
    const qint64 days = time.date().daysTo(QDate::currentDate());
    const QString clock = QLocale().toString(time.time(), QLocale::ShortFormat);
    if (days == 0)
        return translated(QT_TRANSLATE_NOOP("Format", "today %1")).arg(clock);
    if (days == 1)
        return translated(QT_TRANSLATE_NOOP("Format", "yesterday %1")).arg(clock);
    if (days > 1 && days < 7)
        return QCoreApplication::translate("Format", "%Ln days ago", nullptr,
                                           static_cast<int>(days));
    return QLocale().toString(time.date(), QStringLiteral("d MMM yyyy"));
}

QString exactTimeText(const QDateTime &time)
{
    if (!time.isValid())
        return unknownText();
    return QLocale().toString(time.toLocalTime(), QStringLiteral("d MMMM yyyy HH:mm:ss"));
}

QString exactTimeText(qint64 milliseconds)
{
    return milliseconds <= 0 ? unknownText()
                             : exactTimeText(QDateTime::fromMSecsSinceEpoch(milliseconds));
}

QString errorText(const Error &error)
{
    return error.message(QCoreApplication::translate("Error", Error::wording(error.code)));
}

QString problemText(const Problem &problem)
{
    return problem.text(QCoreApplication::translate("Problem", Problem::wording(problem.code)),
                        numberText);
}

QString stepText(const PlanStep &step)
{
    const QByteArray source = PlanStep::wording(step.kind).toUtf8();
    return step.toDo(QCoreApplication::translate("PlanStep", source.constData()),
                     numberText(step.files));
}

QString progressText(const QString &what, const QList<PlanStep> &steps)
{
    for (const PlanStep &step : steps) {
        if (step.toDo() == what)
            return stepText(step);
    }
    return what == QLatin1String("files") ? translated(QT_TRANSLATE_NOOP("Format", "files")) : what;
}

QString severityText(Problem::Severity severity)
{
    switch (severity) {
    case Problem::Severity::Note:
        return translated(QT_TRANSLATE_NOOP("Format", "Notice"));
    case Problem::Severity::Warning:
        return translated(QT_TRANSLATE_NOOP("Format", "Warning"));
    case Problem::Severity::Error:
        return translated(QT_TRANSLATE_NOOP("Format", "Error"));
    }
    return {};
}

QString plainToolTip(const QString &text)
{
    return Qt::mightBeRichText(text)
               ? QStringLiteral("<span>") + text.toHtmlEscaped() + QStringLiteral("</span>")
               : text;
}

QString withoutMnemonic(QString text)
{
    return text.replace(QLatin1Char('&'), QStringLiteral("&&"));
}

bool isShortName(const QString &name)
{
    constexpr qsizetype maxLength = 24;
    return name.size() <= maxLength;
}

QString guidanceText(const char *english)
{
    return QCoreApplication::translate("Guidance", english);
}

QString subjectText(const QStringList &names)
{
    if (names.size() == 1)
        return names.first();
    return QCoreApplication::translate("Format", "%Ln users", nullptr,
                                       static_cast<int>(names.size()));
}

} // namespace SyncAdmin::Desktop
