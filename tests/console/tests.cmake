foreach(test tst_operations tst_golden tst_incontainer tst_interruption tst_json tst_output tst_resume
        tst_roots tst_stopserver tst_serverfailures tst_commandline_errors tst_deadmount tst_deletion tst_hostile
        tst_sessions tst_sqlitedriver tst_uploading)
    syncadmin_test(${test})
    add_dependencies(${test} anki-sync-adminctl)
endforeach()
# They also read the command table.
foreach(test tst_help tst_options tst_outcome tst_tableprinter tst_terminal)
    syncadmin_test(${test} console)
    add_dependencies(${test} anki-sync-adminctl console_files)
endforeach()

# They start real containers, for which the sanitized programs are too large and too slow.
foreach(test tst_incontainer tst_roots tst_stopserver tst_serverfailures tst_sessions)
    set_property(TEST ${test} APPEND PROPERTY LABELS containers)
endforeach()

# The longest first, or they would still be at work when the others are through.
set_tests_properties(tst_serverfailures PROPERTIES COST 240)
set_tests_properties(tst_stopserver PROPERTIES COST 180)
set_tests_properties(tst_incontainer tst_roots tst_operations PROPERTIES COST 60)

# Each function of theirs starts containers of its own; Qt's watchdog may take several for one.
set_tests_properties(tst_incontainer tst_stopserver tst_serverfailures PROPERTIES
    TIMEOUT 900 ENVIRONMENT "QTEST_FUNCTION_TIMEOUT=900000")

# The leak check of the address sanitizer stops all threads when a program ends, and hangs if one of
# them is blocked by a dead mount. The label excludes this test from the preset asan.
set_property(TEST tst_deadmount APPEND PROPERTY LABELS disk)
