# Builds files into a library, as constants:
#
#   airperk_embed(TARGET name NAMESPACE a::b HEADER "a/b/pages.h" FILES one.json two.css)
#
# adds to TARGET a .cpp that defines, for each file, `const std::string_view one_json` in that
# namespace; the header, written by hand, declares them. Run as a script
# (cmake -D OUT=... -P embed.cmake) it writes that .cpp.
if(CMAKE_SCRIPT_MODE_FILE)
  # However long they are together.
  set(code "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n#include \"${HEADER}\"\n\nnamespace ${NAMESPACE} {\n\n")
  foreach(file ${FILES})
    get_filename_component(name ${file} NAME)
    string(MAKE_C_IDENTIFIER ${name} identifier)
    file(READ ${file} hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${hex}")
    # A literal has a length that every compiler takes; neighbours are joined.
    string(REGEX REPLACE "((\\\\x[0-9a-f][0-9a-f])(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?)"
           "\"\\1\"\n" lines "${bytes}")
    file(SIZE ${file} size)
    string(APPEND code "const std::string_view ${identifier}(\n${lines}\"\", ${size});\n\n")
  endforeach()
  string(APPEND code "}  // namespace ${NAMESPACE}\n")
  file(WRITE ${OUT} "${code}")
  return()
endif()

set(AIRPERK_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

function(airperk_embed)
  cmake_parse_arguments(EMBED "" "TARGET;NAMESPACE;HEADER" "FILES" ${ARGN})
  # Files that are built have their whole path already.
  list(TRANSFORM EMBED_FILES PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ REGEX "^[^/]")
  set(out ${CMAKE_CURRENT_BINARY_DIR}/generated/${EMBED_TARGET}_embedded.cpp)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -D OUT=${out} -D NAMESPACE=${EMBED_NAMESPACE} -D HEADER=${EMBED_HEADER}
            "-DFILES=${EMBED_FILES}" -P ${AIRPERK_EMBED_SCRIPT}
    DEPENDS ${EMBED_FILES} ${AIRPERK_EMBED_SCRIPT}
    VERBATIM)
  target_sources(${EMBED_TARGET} PRIVATE ${out})
endfunction()
