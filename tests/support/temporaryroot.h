#pragma once

#include <QByteArray>
#include <QString>

namespace SyncAdmin::Test {

// A temporary folder, accessible to every user (0755), removed with its content at the end,
// whatever names and modes that has.
class TemporaryRoot
{
public:
    TemporaryRoot();
    ~TemporaryRoot();
    Q_DISABLE_COPY_MOVE(TemporaryRoot)

    bool isValid() const { return !m_path.isEmpty(); }
    QString path() const { return QString::fromLocal8Bit(m_path); }
    QByteArray bytes() const { return m_path; }
    // The path of a name below the folder.
    QString operator/(const QString &name) const { return path() + QLatin1Char('/') + name; }
    QByteArray operator/(const char *name) const { return m_path + '/' + name; }

    // Unpacks an archive of tests/data here; false on failure.
    bool unpack(const QString &archive) const;

private:
    QByteArray m_path;
};

QString testDataPath(const QString &name);

} // namespace SyncAdmin::Test
