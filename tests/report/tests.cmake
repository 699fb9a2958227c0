syncadmin_test(tst_table)
