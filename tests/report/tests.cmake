syncadmin_test(tst_pointlist)
syncadmin_test(tst_table)
