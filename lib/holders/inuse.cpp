#include "holders/inuse.h"

#include "base/text.h"
#include "holders/fileprobe.h"

#include <QStringList>

namespace SyncAdmin {

QString InUse::holdersText() const
{
    if (holders.isEmpty())
        return QStringLiteral("a process that is not visible here");
    QStringList texts;
    for (const Holder &holder : holders)
        texts.append(holder.text());
    return texts.join(QStringLiteral(", "));
}

QString InUse::text() const
{
    switch (state) {
    case State::Free:
        return QStringLiteral("not in use");
    case State::Busy:
        return QStringLiteral("in use by ") + holdersText();
    case State::Unknown:
        break;
    }
    return filledIn(QStringLiteral("cannot determine whether it is in use: {reason}. Stop the "
                                   "server, and confirm that with --server-stopped."),
                    {{"reason", reason}});
}

InUse probeInUse(const Directory &folder, const QByteArrayList &names)
{
    FileProbe probe;
    for (const QByteArray &name : names)
        probe.addName(folder, name);
    return probe.answer();
}

} // namespace SyncAdmin
