# SPDX-License-Identifier: Apache-2.0
# cmake -D PROGRAM=… -D NAME=… -D OUT=… -D PROPERTIES=… -P list_suites.cmake
# Writes a CTest file with one test a suite of a GoogleTest program: a process for each of fourteen hundred
# tests takes longer than most of the tests.
execute_process(COMMAND ${PROGRAM} --gtest_list_tests OUTPUT_VARIABLE listed RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "${PROGRAM} does not list its tests: ${failed}")
endif()
string(REGEX MATCHALL "[^\n]+" lines "${listed}")
set(out "")
foreach(line ${lines})
  if(line MATCHES "^([A-Za-z0-9_/]+)\\.")
    set(suite ${CMAKE_MATCH_1})
    string(APPEND out "add_test([==[${NAME}.${suite}]==] [==[${PROGRAM}]==] [==[--gtest_filter=${suite}.*]==] --gtest_brief=1)\n"
                      "set_tests_properties([==[${NAME}.${suite}]==] PROPERTIES ${PROPERTIES})\n")
  endif()
endforeach()
if(out STREQUAL "")
  message(FATAL_ERROR "${PROGRAM} has no tests")
endif()
file(WRITE ${OUT} "${out}")
