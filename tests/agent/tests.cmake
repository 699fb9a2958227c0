syncadmin_test(tst_localhost)
syncadmin_test(tst_seam)
syncadmin_test(tst_values)
