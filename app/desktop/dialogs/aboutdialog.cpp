#include "dialogs/aboutdialog.h"

#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QIcon>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <sqlite3.h>

namespace SyncAdmin::Desktop {

QString AboutDialog::text()
{
    return tr("Anki Sync Admin %1\n\nInspects, resets and restores the users' data of "
              "self-hosted Anki sync servers.\n\nQt %2, SQLite %3\nGPL-3.0-or-later")
        .arg(QStringLiteral(SYNCADMIN_VERSION), QString::fromLatin1(qVersion()),
             QString::fromLatin1(sqlite3_libversion()));
}

AboutDialog::AboutDialog(QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("About Anki Sync Admin"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *icon = new QLabel(this);
    icon->setPixmap(QGuiApplication::windowIcon().pixmap(64));
    auto *label = new QLabel(text(), this);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setMinimumWidth(fontMetrics().averageCharWidth() * 44);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setIcon({}); // some styles add an icon
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *top = new QHBoxLayout;
    top->setSpacing(16);
    top->addWidget(icon, 0, Qt::AlignTop);
    top->addWidget(label, 1);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addWidget(buttons);
}

} // namespace SyncAdmin::Desktop
