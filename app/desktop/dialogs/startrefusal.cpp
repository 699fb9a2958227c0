#include "dialogs/startrefusal.h"

#include "base/format.h"

#include <QApplication>
#include <QMessageBox>

#include <cstdio>

namespace SyncAdmin::Desktop {

int refuseToStart(const Error &error)
{
    std::fprintf(stderr, "%s\n", qPrintable(error.message()));
    QMessageBox box(QMessageBox::Critical,
                    QCoreApplication::translate("StartRefusal", "Anki Sync Admin cannot start"),
                    errorText(error), QMessageBox::Close);
    box.setTextFormat(Qt::PlainText);
    QObject::connect(&box, &QDialog::finished, qApp, &QCoreApplication::quit);
    box.open();
    QApplication::exec();
    return 1;
}

} // namespace SyncAdmin::Desktop
