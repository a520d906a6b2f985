# Builds console/ (TypeScript) into files that airperk_embed takes: CONSOLE_FILES.
find_program(NODE NAMES node nodejs)
find_program(NPM npm)
if(NOT NODE OR NOT NPM)
  message(FATAL_ERROR "The console is built with Node (18 or later) and npm: install the packages "
                      "nodejs and npm, as ./run does, and configure again.")
endif()

set(CONSOLE ${PROJECT_SOURCE_DIR}/console)
set(CONSOLE_DIST ${PROJECT_BINARY_DIR}/console)
file(GLOB_RECURSE CONSOLE_SOURCES CONFIGURE_DEPENDS ${CONSOLE}/src/*)
list(FILTER CONSOLE_SOURCES EXCLUDE REGEX "/generated/")

# Just what the lock file says, again only when that has changed.
add_custom_command(
  OUTPUT ${CONSOLE}/node_modules/.installed
  COMMAND ${NPM} ci --no-fund --no-audit --loglevel=error
  COMMAND ${CMAKE_COMMAND} -E touch ${CONSOLE}/node_modules/.installed
  WORKING_DIRECTORY ${CONSOLE}
  DEPENDS ${CONSOLE}/package.json ${CONSOLE}/package-lock.json
  COMMENT "Installing the console's libraries"
  VERBATIM)
set(CONSOLE_FILES ${CONSOLE_DIST}/index.html ${CONSOLE_DIST}/console.js ${CONSOLE_DIST}/console.css)
add_custom_command(
  OUTPUT ${CONSOLE_FILES}
  COMMAND ${NPM} run --silent build -- --outDir ${CONSOLE_DIST} --logLevel warn
  WORKING_DIRECTORY ${CONSOLE}
  DEPENDS ${CONSOLE_SOURCES} ${CONSOLE}/index.html ${CONSOLE}/vite.config.ts ${CONSOLE}/tsconfig.json
          ${CONSOLE}/node_modules/.installed ${PROJECT_SOURCE_DIR}/src/face/rest/openapi.json
  COMMENT "Building the console"
  VERBATIM)
