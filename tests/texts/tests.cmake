# The list of all texts that users see, and a test that none is missing in it.
find_package(Python3 COMPONENTS Interpreter)
if(Python3_FOUND)
    add_custom_target(texts COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/texts.py
        COMMENT "Texts that users see" USES_TERMINAL VERBATIM)
endif()
# Sanitizers add bytes to the strings of a program, so the check would not find them.
if(Python3_FOUND AND NOT SYNCADMIN_SANITIZERS)
    set(programs $<TARGET_FILE:anki-sync-adminctl>)
    if(SYNCADMIN_DESKTOP)
        list(APPEND programs $<TARGET_FILE:anki-sync-admin>)
    endif()
    add_test(NAME texts COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/texts.py
        --check ${programs})
    set_tests_properties(texts PROPERTIES LABELS packaging)
endif()
