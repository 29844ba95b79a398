# SPDX-License-Identifier: Apache-2.0
# tandem_add_adapter(NAME <id> SOURCES <file>… MANIFEST <manifest.json.in> [MAPPINGS <file>…]
#                    [VERSION <x.y.z>] [LINK <library>…])
#
# Builds the folder an admin installs: ${CMAKE_BINARY_DIR}/adapters/<id>/ with <id>.so, manifest.json and
# the mapping files. In the manifest these are filled in: @TANDEM_ADAPTER_VERSION@,
# @TANDEM_ADAPTER_PLATFORM@ (as linux-x86_64), @TANDEM_ADAPTER_PATH@, @TANDEM_ADAPTER_SHA256@.
#
# Targets: adapter_<id>_library is the module itself, adapter_<id> the whole folder (part of `all`).
# The module exports the entry symbol only, hides its C++ runtime symbols, and resolves every symbol
# when it is linked. No file or folder is writable by group or others: the loader refuses those.

function(tandem_add_adapter)
  cmake_parse_arguments(arg "" "NAME;MANIFEST;VERSION" "SOURCES;MAPPINGS;LINK" ${ARGN})
  foreach(required NAME SOURCES MANIFEST)
    if(NOT arg_${required})
      message(FATAL_ERROR "tandem_add_adapter: ${required} is missing")
    endif()
  endforeach()
  if(NOT arg_VERSION)
    set(arg_VERSION ${PROJECT_VERSION})
  endif()

  set(sdk_cmake ${CMAKE_CURRENT_FUNCTION_LIST_DIR})
  set(folder ${CMAKE_BINARY_DIR}/adapters/${arg_NAME})
  set(library adapter_${arg_NAME}_library)

  add_library(${library} MODULE ${arg_SOURCES})
  target_compile_definitions(${library} PRIVATE TANDEM_ADAPTER_VERSION="${arg_VERSION}")
  foreach(sdk tandem_sdk tandem::sdk)
    if(TARGET ${sdk})
      target_link_libraries(${library} PRIVATE ${sdk})
    endif()
  endforeach()
  if(TARGET tandem_options)
    target_link_libraries(${library} PRIVATE tandem_options)
  endif()
  target_link_libraries(${library} PRIVATE ${arg_LINK})
  set_target_properties(${library} PROPERTIES
    PREFIX "" OUTPUT_NAME ${arg_NAME} LIBRARY_OUTPUT_DIRECTORY ${folder}
    POSITION_INDEPENDENT_CODE ON C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON LINK_DEPENDS ${sdk_cmake}/tandem-adapter.map)
  target_link_options(${library} PRIVATE
    -Wl,--version-script=${sdk_cmake}/tandem-adapter.map -Wl,--exclude-libs,ALL
    -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
  # A sanitized module finds its runtime in the program that loads it.
  if(NOT "${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${CMAKE_BUILD_TYPE}}" MATCHES "-fsanitize")
    target_link_options(${library} PRIVATE -Wl,-z,defs)
  endif()

  set(mappings)
  foreach(mapping ${arg_MAPPINGS})
    get_filename_component(mapping ${mapping} ABSOLUTE)
    list(APPEND mappings ${mapping})
  endforeach()
  get_filename_component(template ${arg_MANIFEST} ABSOLUTE)
  string(TOLOWER "${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR}" platform)
  add_custom_command(
    OUTPUT ${folder}/manifest.json
    COMMAND ${CMAKE_COMMAND}
      -DTEMPLATE=${template} -DFOLDER=${folder} -DLIBRARY=$<TARGET_FILE:${library}>
      -DTANDEM_ADAPTER_VERSION=${arg_VERSION} -DTANDEM_ADAPTER_PLATFORM=${platform}
      "-DMAPPINGS=${mappings}" -P ${sdk_cmake}/TandemAdapterFolder.cmake
    DEPENDS ${library} ${template} ${mappings} ${sdk_cmake}/TandemAdapterFolder.cmake
    COMMENT "Adapter folder ${arg_NAME}"
    VERBATIM)
  add_custom_target(adapter_${arg_NAME} ALL DEPENDS ${folder}/manifest.json)
endfunction()
