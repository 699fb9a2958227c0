#pragma once

#include <QByteArray>
#include <QString>

namespace SyncAdmin::Test {

// An empty folder of its own, open to every user of the machine (0755), removed with everything in
// it at the end, whatever names and modes stand there.
class TemporaryRoot
{
public:
    TemporaryRoot();
    ~TemporaryRoot();
    Q_DISABLE_COPY_MOVE(TemporaryRoot)

    bool isValid() const { return !m_path.isEmpty(); }
    QString path() const { return QString::fromLocal8Bit(m_path); }
    QByteArray bytes() const { return m_path; }
    // Of a name below it.
    QString operator/(const QString &name) const { return path() + QLatin1Char('/') + name; }
    QByteArray operator/(const char *name) const { return m_path + '/' + name; }

    // Unpacks an archive of tests/data here; false if it cannot.
    bool unpack(const QString &archive) const;

private:
    QByteArray m_path;
};

QString testDataPath(const QString &name);

} // namespace SyncAdmin::Test
