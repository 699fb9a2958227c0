#include "base/settings.h"

namespace SyncAdmin::Desktop {

namespace {

constexpr qsizetype maxRecentRoots = 8;

// Increment the number when a view changes so that older saved states do not fit.
QString viewKey(const QString &view)
{
    return QStringLiteral("views/1/") + view;
}

// QSettings writes on the GUI thread, where an fsync() would block the window.
void store(QSettings &settings, const QString &key, const QVariant &value)
{
    settings.setAtomicSyncRequired(false);
    settings.setValue(key, value);
}

} // namespace

QByteArray Settings::viewState(const QString &view) const
{
    return m_settings.value(viewKey(view)).toByteArray();
}

void Settings::setViewState(const QString &view, const QByteArray &state)
{
    store(m_settings, viewKey(view), state);
}

QByteArrayList Settings::recentRoots() const
{
    QByteArrayList roots;
    const QStringList saved = m_settings.value(QStringLiteral("roots/recent")).toStringList();
    for (const QString &root : saved) {
        if (!root.isEmpty())
            roots.append(QByteArray::fromPercentEncoding(root.toLatin1()));
    }
    return roots;
}

void Settings::addRecentRoot(const QByteArray &path)
{
    QByteArrayList roots = recentRoots();
    roots.removeAll(path);
    roots.prepend(path);
    QStringList saved;
    for (const QByteArray &root : roots.mid(0, maxRecentRoots))
        saved.append(QString::fromLatin1(root.toPercentEncoding("/")));
    store(m_settings, QStringLiteral("roots/recent"), saved);
}

QStringList Settings::activity() const
{
    return m_settings.value(QStringLiteral("activity")).toStringList();
}

void Settings::setActivity(const QStringList &entries)
{
    store(m_settings, QStringLiteral("activity"), entries);
}

bool Settings::alwaysTypeName() const
{
    return m_settings.value(QStringLiteral("reset/alwaysTypeName"), false).toBool();
}

void Settings::setAlwaysTypeName(bool isOn)
{
    store(m_settings, QStringLiteral("reset/alwaysTypeName"), isOn);
}

bool Settings::keepMediaFiles() const
{
    return m_settings.value(QStringLiteral("reset/keepMediaFiles"), false).toBool();
}

void Settings::setKeepMediaFiles(bool isOn)
{
    store(m_settings, QStringLiteral("reset/keepMediaFiles"), isOn);
}

} // namespace SyncAdmin::Desktop
