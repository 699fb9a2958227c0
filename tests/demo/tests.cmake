syncadmin_test(tst_demo SQLite::SQLite3)
