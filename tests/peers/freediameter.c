/* A credit-control client on freeDiameter's core, led line by line: it makes requests of what its dictionary knows, and
 * holds every answer against that dictionary (RFC 6733, RFC 8506 and TS 32.299 as freeDiameter has them).
 *
 *   freediameter CONFIGURATION PEER...
 *
 * It says "open" once every PEER is. On standard input then one AVP a line, "Name value" or "Name {" with the members up to a
 * "}"; an empty line sends the Credit-Control-Request. Origin-Host and Origin-Realm are freeDiameter's own. Every message
 * received comes out as a block of the same form: its command's name, its AVPs, an empty line. A line that begins with
 * "!" says what the dictionary objects to. At the end of the input it says goodbye to the peer.
 *
 * Octets that are no text are written 0x…, both ways. A request without an answer for 10 seconds is "! no answer". */

#include <ctype.h>
#include <errno.h>
#include <freeDiameter/extension.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { answer_seconds = 10, open_seconds = 20, depth_max = 8 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* of standard output and the next three */
static pthread_cond_t answered = PTHREAD_COND_INITIALIZER;
static int waiting;
static char objection[1024];

static void die(const char *what, const char *which) {
  fprintf(stderr, "freediameter: %s%s%s\n", what, which ? ": " : "", which ? which : "");
  exit(1);
}

static void no_log(int level, const char *format, va_list args) {
  if (level < FD_LOG_ERROR) return;
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
}

static struct dict_object *known(enum dict_object_type type, int criteria, const char *name) {
  struct dict_object *object = NULL;
  if (fd_dict_search(fd_g_config->cnf_dict, type, criteria, name, &object, ENOENT) != 0)
    die("the dictionary does not know", name);
  return object;
}

/* --- what came --- */

static void print_octets(const uint8_t *data, size_t length) {
  int text = length > 0;
  for (size_t i = 0; i < length; ++i) text = text && isprint(data[i]);
  if (text) {
    printf("%.*s", (int)length, (const char *)data);
    return;
  }
  fputs("0x", stdout);
  for (size_t i = 0; i < length; ++i) printf("%02x", data[i]);
}

static void print_avps(msg_or_avp *of, int depth) {
  struct avp *avp = NULL;
  fd_msg_browse_internal(of, MSG_BRW_FIRST_CHILD, (msg_or_avp **)&avp, NULL);
  for (; avp; fd_msg_browse_internal(avp, MSG_BRW_NEXT, (msg_or_avp **)&avp, NULL)) {
    struct avp_hdr *header;
    struct dict_object *model = NULL;
    struct dict_avp_data data;
    fd_msg_avp_hdr(avp, &header);
    fd_msg_model(avp, &model);
    if (!model || fd_dict_getval(model, &data) != 0) {
      printf("! AVP %u of vendor %u is not in the dictionary\n", header->avp_code,
             header->avp_flags & AVP_FLAG_VENDOR ? header->avp_vendor : 0);
      continue;
    }
    if (((header->avp_flags ^ data.avp_flag_val) & data.avp_flag_mask) != 0)
      printf("! the flags of %s are %#x\n", data.avp_name, header->avp_flags);
    printf("%*s%s ", 2 * depth, "", data.avp_name);
    switch (data.avp_basetype) {
      case AVP_TYPE_GROUPED:
        puts("{");
        print_avps(avp, depth + 1);
        printf("%*s}", 2 * depth, "");
        break;
      case AVP_TYPE_OCTETSTRING:
        print_octets(header->avp_value->os.data, header->avp_value->os.len);
        break;
      case AVP_TYPE_INTEGER32:
        printf("%d", header->avp_value->i32);
        break;
      case AVP_TYPE_INTEGER64:
        printf("%lld", (long long)header->avp_value->i64);
        break;
      case AVP_TYPE_UNSIGNED32:
        printf("%u", header->avp_value->u32);
        break;
      case AVP_TYPE_UNSIGNED64:
        printf("%llu", (unsigned long long)header->avp_value->u64);
        break;
      default:
        fputs("?", stdout);
    }
    putchar('\n');
  }
}

static void objects(struct fd_pei *pei) {
  printf("! %s %s", pei->pei_errcode ? pei->pei_errcode : "", pei->pei_message ? pei->pei_message : "");
  struct dict_object *model = NULL;
  struct dict_avp_data data;
  if (pei->pei_avp && fd_msg_model(pei->pei_avp, &model) == 0 && model &&
      fd_dict_getval(model, &data) == 0)
    printf(" (%s)", data.avp_name);
  putchar('\n');
}

static void print_message(struct msg *message, const char *name) {
  struct fd_pei pei;
  memset(&pei, 0, sizeof pei);
  puts(name);
  if (fd_msg_parse_dict(message, fd_g_config->cnf_dict, &pei) != 0 ||
      fd_msg_parse_rules(message, fd_g_config->cnf_dict, &pei) != 0)
    objects(&pei);
  print_avps(message, 0);
  putchar('\n');
  fflush(stdout);
}

static void on_answer(void *data, struct msg **message) {
  (void)data;
  pthread_mutex_lock(&mutex);
  print_message(*message, "Credit-Control-Answer");
  waiting = 0;
  pthread_cond_signal(&answered);
  pthread_mutex_unlock(&mutex);
  fd_msg_free(*message);
  *message = NULL;
}

static int on_re_auth(struct msg **message, struct avp *avp, struct session *session, void *data,
                      enum disp_action *action) {
  (void)avp, (void)session, (void)data;
  pthread_mutex_lock(&mutex);
  print_message(*message, "Re-Auth-Request");
  pthread_mutex_unlock(&mutex);
  int failed = fd_msg_new_answer_from_req(fd_g_config->cnf_dict, message, 0);
  if (!failed) failed = fd_msg_rescode_set(*message, "DIAMETER_SUCCESS", NULL, NULL, 1);
  *action = DISP_ACT_SEND;
  return failed;
}

/* The core drops an answer that breaks the dictionary, and says why only here: the objection, then the drop. */
static void on_trouble(enum fd_hook_type type, struct msg *message, struct peer_hdr *peer, void *other,
                       struct fd_hook_permsgdata *pmd, void *data) {
  (void)peer, (void)pmd, (void)data;
  const char *what = message && other ? (const char *)other : "not a message";
  pthread_mutex_lock(&mutex);
  if (type == HOOK_MESSAGE_PARSING_ERROR) {
    snprintf(objection, sizeof objection, "%s", what);
  } else {
    printf("%s\n! %s: %s\n\n", waiting ? "Credit-Control-Answer" : "Trouble", what, objection);
    fflush(stdout);
    objection[0] = 0;
    waiting = 0;
    pthread_cond_signal(&answered);
  }
  pthread_mutex_unlock(&mutex);
}

/* --- what goes --- */

static void set_value(struct avp *avp, enum dict_avp_basetype type, char *text) {
  union avp_value value;
  uint8_t octets[1024];
  memset(&value, 0, sizeof value);
  switch (type) {
    case AVP_TYPE_OCTETSTRING:
      value.os.data = (uint8_t *)text;
      value.os.len = strlen(text);
      if (strncmp(text, "0x", 2) == 0) {
        value.os.data = octets;
        value.os.len = (value.os.len - 2) / 2;
        if (value.os.len > sizeof octets) die("too long", text);
        for (size_t i = 0; i < value.os.len; ++i) {
          const char pair[3] = {text[2 + 2 * i], text[3 + 2 * i], 0};
          octets[i] = (uint8_t)strtoul(pair, NULL, 16);
        }
      }
      break;
    case AVP_TYPE_INTEGER32:
      value.i32 = (int32_t)strtol(text, NULL, 10);
      break;
    case AVP_TYPE_INTEGER64:
      value.i64 = strtoll(text, NULL, 10);
      break;
    case AVP_TYPE_UNSIGNED32:
      value.u32 = (uint32_t)strtoul(text, NULL, 10);
      break;
    case AVP_TYPE_UNSIGNED64:
      value.u64 = strtoull(text, NULL, 10);
      break;
    default:
      die("no value is possible", text);
  }
  if (fd_msg_avp_setvalue(avp, &value) != 0) die("not a value", text);
}

static struct avp *add_avp(msg_or_avp *to, char *name, char *value) {
  struct dict_object *model = known(DICT_AVP, AVP_BY_NAME_ALL_VENDORS, name);
  struct dict_avp_data data;
  struct avp *avp = NULL;
  if (fd_dict_getval(model, &data) != 0 || fd_msg_avp_new(model, 0, &avp) != 0) die("no AVP", name);
  if (data.avp_basetype != AVP_TYPE_GROUPED) set_value(avp, data.avp_basetype, value);
  if (fd_msg_avp_add(to, MSG_BRW_LAST_CHILD, avp) != 0) die("not added", name);
  return avp;
}

static struct msg *new_request(void) {
  struct msg *request = NULL;
  struct msg_hdr *header;
  if (fd_msg_new(known(DICT_COMMAND, CMD_BY_NAME, "Credit-Control-Request"), MSGFL_ALLOC_ETEID,
                 &request) != 0 ||
      fd_msg_hdr(request, &header) != 0)
    die("no request", NULL);
  header->msg_appl = 4;
  return request;
}

static void send_and_wait(struct msg *request) {
  if (fd_msg_add_origin(request, 0) != 0) die("no origin", NULL);
  struct timespec end;
  clock_gettime(CLOCK_REALTIME, &end);
  end.tv_sec += answer_seconds;
  waiting = 1;
  if (fd_msg_send(&request, on_answer, NULL) != 0) die("not sent", NULL);
  pthread_mutex_lock(&mutex);
  while (waiting && pthread_cond_timedwait(&answered, &mutex, &end) != ETIMEDOUT) continue;
  if (waiting) {
    puts("Credit-Control-Answer\n! no answer\n");
    fflush(stdout);
  }
  pthread_mutex_unlock(&mutex);
}

static void take_requests(void) {
  char line[4096];
  struct msg *request = NULL;
  msg_or_avp *groups[depth_max];
  int depth = 0;
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    char *name = line + strspn(line, " ");
    if (!*name) {
      if (!request || depth != 0) die("an empty line in the middle of a request", NULL);
      send_and_wait(request);
      request = NULL;
      continue;
    }
    if (!request) groups[0] = request = new_request();
    char *value = strchr(name, ' ');
    if (value) *value++ = 0;
    if (strcmp(name, "}") == 0) {
      if (--depth < 0) die("a } too many", NULL);
      continue;
    }
    if (!value) die("no value", name);
    struct avp *avp = add_avp(groups[depth], name, value);
    if (strcmp(value, "{") != 0) continue;
    if (++depth == depth_max) die("too deep", name);
    groups[depth] = avp;
  }
}

static void await_open(char *peer) {
  for (int i = 0; i < open_seconds * 100; ++i) {
    struct peer_hdr *found = NULL;
    if (fd_peer_getbyid(peer, strlen(peer), 0, &found) == 0 && found &&
        fd_peer_get_state(found) == STATE_OPEN) {
      return;
    }
    const struct timespec pause = {0, 10 * 1000 * 1000};
    nanosleep(&pause, NULL);
  }
  die("the peer does not open", peer);
}

int main(int count, char **arguments) {
  if (count < 3) die("usage: freediameter CONFIGURATION PEER...", NULL);
  fd_log_handler_register(no_log);
  if (fd_core_initialize() != 0 || fd_core_parseconf(arguments[1]) != 0)
    die("not a configuration", arguments[1]);
  struct dict_object *application = NULL;
  uint32_t credit_control = 4;
  struct fd_hook_hdl *hook;
  struct disp_when when;
  memset(&when, 0, sizeof when);
  when.command = known(DICT_COMMAND, CMD_BY_NAME, "Re-Auth-Request");
  if (fd_dict_search(fd_g_config->cnf_dict, DICT_APPLICATION, APPLICATION_BY_ID, &credit_control,
                     &application, ENOENT) != 0 ||
      fd_disp_app_support(application, NULL, 1, 0) != 0 ||
      fd_disp_register(on_re_auth, DISP_HOW_CC, &when, NULL, NULL) != 0 ||
      fd_hook_register(HOOK_MASK(HOOK_MESSAGE_PARSING_ERROR, HOOK_MESSAGE_DROPPED), on_trouble, NULL,
                       NULL, &hook) != 0)
    die("not set up", NULL);
  if (fd_core_start() != 0 || fd_core_waitstartcomplete() != 0) die("not started", NULL);
  for (int i = 2; i < count; ++i) await_open(arguments[i]);
  puts("open\n");
  fflush(stdout);
  take_requests();
  fd_core_shutdown();
  fd_core_wait_shutdown_complete();
  return 0;
}
