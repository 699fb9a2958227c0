#include "report/guidance.h"

#include "base/text.h"

namespace SyncAdmin {

namespace {

constexpr const char *syncAgain =
    QT_TRANSLATE_NOOP("Guidance", "If Anki says \"Please sync again\", sync again.");

QString counted(qint64 number, const QString &one, const QString &many)
{
    return groupedNumber(number) + QLatin1Char(' ') + (number == 1 ? one : many);
}

QStringList linesOfReset(const SyncEffect &effect, Translator tr)
{
    QStringList lines;
    if (effect.scope == ResetScope::Media) {
        lines.append(tr(QT_TRANSLATE_NOOP(
            "Guidance", "Next sync: begin with the device that has the newest media "
                        "files; every device sends the files that it has.")));
        lines.append(tr(QT_TRANSLATE_NOOP(
            "Guidance", "The collection is not affected, and nothing is asked.")));
    } else {
        lines.append(tr(QT_TRANSLATE_NOOP(
            "Guidance", "Next sync: begin with the device that has the newest data, "
                        "and answer Yes when Anki asks to replace the collection on "
                        "the server.")));
        lines.append(tr(QT_TRANSLATE_NOOP("Guidance",
                                          "On every other device choose \"Download from AnkiWeb\"; "
                                          "\"Upload\" would replace the newer data.")));
    }
    if (effect.takesMedia())
        lines.append(tr(syncAgain));
    return lines;
}

QStringList linesOfRestore(const SyncEffect &effect, Translator tr)
{
    if (!effect.isLate)
        return {tr(QT_TRANSLATE_NOOP("Guidance",
                                     "Next sync: nothing is asked, and nothing is sent again."))};
    QStringList lines;
    if (effect.scope != ResetScope::Media) {
        lines.append(tr(QT_TRANSLATE_NOOP(
            "Guidance", "Next sync: if Anki asks, choose \"Download from AnkiWeb\" on "
                        "every device; \"Upload\" would replace the restored data.")));
    }
    if (effect.takesMedia()) {
        lines.append(tr(syncAgain));
        lines.append(tr(QT_TRANSLATE_NOOP(
            "Guidance", "A media file that was replaced on a device and not sent yet "
                        "is replaced by the restored one.")));
    }
    return lines;
}

} // namespace

QStringList nextSyncLines(const SyncEffect &effect, Translator tr)
{
    QStringList lines = effect.isRestore ? linesOfRestore(effect, tr) : linesOfReset(effect, tr);
    if (effect.startsMediaAnew) {
        lines.append(tr(QT_TRANSLATE_NOOP(
            "Guidance", "This server counts media changes from 0 again, so single "
                        "files may differ between devices without a message. To "
                        "compare all files on a device, log out and in again in its "
                        "sync preferences.")));
    }
    return lines;
}

QString givenUpText(const GivenUp &givenUp, Translator tr)
{
    QStringList parts;
    if (givenUp.cards > 0)
        parts.append(counted(givenUp.cards, tr(QT_TRANSLATE_NOOP("Guidance", "card")),
                             tr(QT_TRANSLATE_NOOP("Guidance", "cards"))));
    if (givenUp.reviews > 0)
        parts.append(counted(givenUp.reviews, tr(QT_TRANSLATE_NOOP("Guidance", "review")),
                             tr(QT_TRANSLATE_NOOP("Guidance", "reviews"))));
    if (givenUp.files > 0)
        parts.append(counted(givenUp.files, tr(QT_TRANSLATE_NOOP("Guidance", "media file")),
                             tr(QT_TRANSLATE_NOOP("Guidance", "media files"))));
    if (parts.isEmpty())
        return {};
    const QString last = parts.takeLast();
    const QString all = parts.isEmpty() ? last
                                        : parts.join(QStringLiteral(", ")) +
                                              tr(QT_TRANSLATE_NOOP("Guidance", " and ")) + last;
    return tr(QT_TRANSLATE_NOOP(
                  "Guidance",
                  "Given up: %1 added or replaced since the restore point was made; kept "
                  "in the new restore point."))
        .arg(all);
}

QString messageBefore(const SyncEffect &effect, Translator tr)
{
    if (effect.isRestore)
        return tr(QT_TRANSLATE_NOOP(
            "Guidance", "I will bring your Anki data on our server back to an earlier state. "
                        "Please keep Anki closed (automatic sync off) until I write."));
    if (effect.scope == ResetScope::Media)
        return tr(QT_TRANSLATE_NOOP(
            "Guidance", "I will empty the media of your Anki data on our server. Sync every "
                        "device before if you can, then keep Anki closed (automatic sync "
                        "off) until I write. Which device has the newest pictures and "
                        "sounds?"));
    return tr(QT_TRANSLATE_NOOP(
        "Guidance", "I will empty your Anki data on our server. Sync every device before if "
                    "you can, then keep Anki closed (automatic sync off) until I write. "
                    "Which device did you use last?"));
}

QString messageAfter(const SyncEffect &effect, Translator tr)
{
    if (effect.isRestore && !effect.isLate)
        return tr(
            QT_TRANSLATE_NOOP("Guidance", "Your data are back. Just sync; nothing is asked."));
    if (effect.isRestore)
        return tr(QT_TRANSLATE_NOOP(
            "Guidance", "Your earlier data are back, without what you studied since. "
                        "\"AnkiWeb\" means our server. If asked, choose Download from "
                        "AnkiWeb (Android: AnkiWeb). If you want the newer reviews instead, "
                        "tell me before syncing."));
    if (effect.scope == ResetScope::Media)
        return tr(QT_TRANSLATE_NOOP(
                   "Guidance",
                   "Sync the device that has the newest pictures and sounds first, then "
                   "every other device. ")) +
               tr(syncAgain);
    QString text = tr(QT_TRANSLATE_NOOP(
        "Guidance", "\"AnkiWeb\" means our server. 1. On the device you studied on "
                    "last: sync; if asked to replace the AnkiWeb collection: Yes."));
    if (effect.takesMedia() && effect.mediaBytes > 0)
        text +=
            tr(QT_TRANSLATE_NOOP("Guidance",
                                 " Wait for the media (%1), then sync once more before you go on."))
                .arg(sizeText(effect.mediaBytes));
    text += tr(QT_TRANSLATE_NOOP(
        "Guidance", " 2. Then every other device: sync, Download from AnkiWeb (Android: "
                    "AnkiWeb), never Upload (Android: AnkiDroid); reviews there that were "
                    "not synced are lost."));
    return effect.takesMedia() ? text + QStringLiteral(" 3. ") + tr(syncAgain) : text;
}

} // namespace SyncAdmin
