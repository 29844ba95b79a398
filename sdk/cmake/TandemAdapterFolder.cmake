# SPDX-License-Identifier: Apache-2.0
# Run after linking: writes manifest.json with the library's digest, copies the mapping files and sets
# the modes that the loader asks for.
file(SHA256 ${LIBRARY} TANDEM_ADAPTER_SHA256)
get_filename_component(TANDEM_ADAPTER_PATH ${LIBRARY} NAME)

configure_file(${TEMPLATE} ${FOLDER}/manifest.json @ONLY)
file(TOUCH ${FOLDER}/manifest.json)
set(texts ${FOLDER}/manifest.json)
foreach(mapping ${MAPPINGS})
  get_filename_component(name ${mapping} NAME)
  configure_file(${mapping} ${FOLDER}/${name} COPYONLY)
  list(APPEND texts ${FOLDER}/${name})
endforeach()

set(owner_writes OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
set(owner_writes_all_enter ${owner_writes} OWNER_EXECUTE GROUP_EXECUTE WORLD_EXECUTE)
get_filename_component(parent ${FOLDER} DIRECTORY)
file(CHMOD ${texts} PERMISSIONS ${owner_writes})
file(CHMOD ${LIBRARY} ${FOLDER} ${parent} PERMISSIONS ${owner_writes_all_enter})
