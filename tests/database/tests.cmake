syncadmin_test(tst_computedcolumns)
syncadmin_test(tst_database)
syncadmin_test(tst_hostiledatabase SQLite::SQLite3)
syncadmin_test(tst_privatecopy)
syncadmin_test(tst_stampguard)
syncadmin_test(tst_unicase SQLite::SQLite3)
syncadmin_test(tst_vfs Qt6::Sql)

set_tests_properties(tst_stampguard PROPERTIES PROCESSORS 2 COST 60) # a reader and a writer
