syncadmin_test(tst_execution)
syncadmin_test(tst_faultloop)
syncadmin_test(tst_fullfilesystem)
syncadmin_test(tst_powercut)
syncadmin_test(tst_purge)
syncadmin_test(tst_recover)
syncadmin_test(tst_recoverused)
syncadmin_test(tst_roundtrip)
syncadmin_test(tst_servermeets)
syncadmin_test(tst_smallfilesystems)
syncadmin_test(tst_verify)

# The same test over an engine without its fsyncs, in which it must find what is lost. These system
# calls stand in place of the library's.
add_executable(tst_powercut_control ${CMAKE_CURRENT_LIST_DIR}/tst_powercut.cpp
               ${CMAKE_CURRENT_BINARY_DIR}/tst_powercut.moc
               ${PROJECT_SOURCE_DIR}/lib/base/systemcalls.cpp)
target_compile_definitions(tst_powercut_control PRIVATE SYNCADMIN_NO_FSYNC)
target_include_directories(tst_powercut_control PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
set_target_properties(tst_powercut_control PROPERTIES UNITY_BUILD OFF)
target_link_libraries(tst_powercut_control PRIVATE testsupport)
add_test(NAME tst_powercut_control COMMAND tst_powercut_control)
# What is on the disk, not what is in memory: without the sanitizers.
set_tests_properties(tst_powercut tst_powercut_control PROPERTIES LABELS "engine;disk" TIMEOUT 600)
set_tests_properties(tst_faultloop tst_servermeets PROPERTIES COST 60) # the longest first
# With the sanitizers and on a busy machine it takes minutes.
set_tests_properties(tst_faultloop PROPERTIES TIMEOUT 1800 ENVIRONMENT "QTEST_FUNCTION_TIMEOUT=900000")
