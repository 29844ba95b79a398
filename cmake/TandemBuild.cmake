# SPDX-License-Identifier: Apache-2.0
# How the project's own targets are compiled. None of this reaches who uses the SDK.

option(TANDEM_UNITY "Compile a folder at a time, with one precompiled header: a build from nothing takes a fifth" OFF)

add_library(tandem_options INTERFACE)
target_compile_options(tandem_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)

# Programs and libraries share precompiled headers, so both are compiled position-independent alike.
set(CMAKE_CXX_COMPILE_OPTIONS_PIE ${CMAKE_CXX_COMPILE_OPTIONS_PIC})

# Only headers of others: our own stay visible in every file that uses them.
set(tandem_heavy_headers <nlohmann/json.hpp> <algorithm> <functional> <map> <memory> <optional> <string> <string_view>
                         <vector>)

function(tandem_precompiled name)
  if(TANDEM_UNITY AND NOT TARGET ${name})
    file(WRITE ${CMAKE_BINARY_DIR}/${name}.cpp "")
    add_library(${name} OBJECT ${CMAKE_BINARY_DIR}/${name}.cpp)
    target_link_libraries(${name} PRIVATE nlohmann_json::nlohmann_json tandem_options)
    target_precompile_headers(${name} PRIVATE ${tandem_heavy_headers} ${ARGN})
  endif()
endfunction()

# tandem_unity(TARGET [HEADERS <library>] [BATCH <n>]): each folder of the target's sources becomes one unit,
# or several of at most <n> files.
function(tandem_unity target)
  cmake_parse_arguments(arg "" "HEADERS;BATCH" "" ${ARGN})
  if(NOT TANDEM_UNITY)
    return()
  endif()
  if(NOT arg_HEADERS)
    set(arg_HEADERS tandem_headers)
  endif()
  if(NOT arg_BATCH)
    set(arg_BATCH 30)
  endif()
  target_precompile_headers(${target} REUSE_FROM ${arg_HEADERS})
  get_target_property(sources ${target} SOURCES)
  set(folders)
  foreach(source ${sources})
    get_filename_component(source ${source} ABSOLUTE)
    file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR} ${source})
    get_filename_component(folder ${folder} DIRECTORY)
    string(MAKE_C_IDENTIFIER "${folder}" folder)
    if(NOT folder IN_LIST folders)
      list(APPEND folders ${folder})
      set(count_${folder} 0)
    endif()
    math(EXPR batch "${count_${folder}} / ${arg_BATCH}")
    math(EXPR count_${folder} "${count_${folder}} + 1")
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${folder}_${batch})
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()
