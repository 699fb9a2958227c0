#pragma once

#include <QByteArrayList>
#include <QSettings>

namespace SyncAdmin::Desktop {

// What the program remembers between runs. Data roots are kept as bytes.
class Settings
{
public:
    Settings() = default;
    explicit Settings(const QString &file) : m_settings(file, QSettings::IniFormat) {}

    void sync() { m_settings.sync(); }

    QByteArray viewState(const QString &view) const;
    void setViewState(const QString &view, const QByteArray &state);

    QByteArrayList recentRoots() const; // the last one first
    void addRecentRoot(const QByteArray &path);

    QStringList activity() const; // JSON, one entry a line
    void setActivity(const QStringList &entries);

    bool alwaysTypeName() const;
    void setAlwaysTypeName(bool isOn);
    // Remembered only in the safe direction: "keep media files" may stay on, never off.
    bool keepMediaFiles() const;
    void setKeepMediaFiles(bool isOn);

private:
    QSettings m_settings;
};

} // namespace SyncAdmin::Desktop
