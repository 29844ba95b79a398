# SPDX-License-Identifier: Apache-2.0
# tandem_suites(TARGET PROPERTIES <name> <value>…): each suite of a test program is one test of CTest.
function(tandem_suites target)
  cmake_parse_arguments(arg "" "" "PROPERTIES" ${ARGN})
  set(listed ${CMAKE_CURRENT_BINARY_DIR}/${target}_suites.cmake)
  list(JOIN arg_PROPERTIES " " properties)
  add_custom_command(TARGET ${target} POST_BUILD BYPRODUCTS ${listed} VERBATIM
    COMMAND ${CMAKE_COMMAND} -D PROGRAM=$<TARGET_FILE:${target}> -D NAME=${target} -D OUT=${listed}
            "-DPROPERTIES=${properties}" -P ${CMAKE_SOURCE_DIR}/tests/list_suites.cmake)
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${listed})
endfunction()
