/* QEMU plug-in: counts every instruction the guest executes, by mnemonic. The guest marks a place by `mov r11, r11`,
 * which no compiler emits and which is not counted; at each mark, and at the end, one line is printed: the number of
 * instructions since the start, then mnemonic:count for all seen so far. QEMU's header is not packaged, so the few
 * prototypes of its plug-in interface (version 1) stand here. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t plugin_id;
struct block;
struct instruction;
struct information;

#define EXPORT __attribute__((visibility("default")))
EXPORT int qemu_plugin_version = 1;
void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id, void (*)(plugin_id, struct block *));
void qemu_plugin_register_atexit_cb(plugin_id, void (*)(plugin_id, void *), void *);
size_t qemu_plugin_tb_n_insns(const struct block *);
struct instruction *qemu_plugin_tb_get_insn(const struct block *, size_t);
const void *qemu_plugin_insn_data(const struct instruction *);
size_t qemu_plugin_insn_size(const struct instruction *);
char *qemu_plugin_insn_disas(const struct instruction *);
void qemu_plugin_register_vcpu_insn_exec_inline(struct instruction *, int operation, void *counter, uint64_t step);
void qemu_plugin_register_vcpu_insn_exec_cb(struct instruction *, void (*)(unsigned, void *), int flags, void *);
void qemu_plugin_outs(const char *);

#define MNEMONICS 1024
#define NAME_BYTES 16
static uint64_t total;
static struct { char name[NAME_BYTES]; uint64_t count; } seen[MNEMONICS];
static int mnemonics;

static int find(const char *text)
{
  char name[NAME_BYTES] = { 0 };
  for (int i = 0; text[i] > ' ' && i < NAME_BYTES - 1; i++) name[i] = text[i];
  for (int i = 0; i < mnemonics; i++) {
    if (strcmp(seen[i].name, name) == 0) return i;
  }
  if (mnemonics == MNEMONICS) return 0;
  memcpy(seen[mnemonics].name, name, NAME_BYTES);
  return mnemonics++;
}

static void print(void)
{
  char text[64];
  snprintf(text, sizeof text, "count %" PRIu64, total);
  qemu_plugin_outs(text);
  for (int i = 0; i < mnemonics; i++) {
    if (seen[i].count == 0) continue;
    snprintf(text, sizeof text, " %s:%" PRIu64, seen[i].name, seen[i].count);
    qemu_plugin_outs(text);
  }
  qemu_plugin_outs("\n");
}

static void at_mark(unsigned core, void *unused)
{
  (void)core;
  (void)unused;
  print();
}

static void at_exit(plugin_id id, void *unused)
{
  (void)id;
  (void)unused;
  print();
}

static void on_translate(plugin_id id, struct block *block)
{
  (void)id;
  for (size_t i = 0; i < qemu_plugin_tb_n_insns(block); i++) {
    struct instruction *instruction = qemu_plugin_tb_get_insn(block, i);
    uint16_t code;
    memcpy(&code, qemu_plugin_insn_data(instruction), sizeof code);
    if (qemu_plugin_insn_size(instruction) == 2 && code == 0x46db) {
      qemu_plugin_register_vcpu_insn_exec_cb(instruction, at_mark, 0, 0);
      continue;
    }
    char *text = qemu_plugin_insn_disas(instruction);
    const int mnemonic = find(text);
    free(text);
    qemu_plugin_register_vcpu_insn_exec_inline(instruction, 0, &total, 1);
    qemu_plugin_register_vcpu_insn_exec_inline(instruction, 0, &seen[mnemonic].count, 1);
  }
}

EXPORT int qemu_plugin_install(plugin_id id, const struct information *information, int count, char **arguments)
{
  (void)information;
  (void)count;
  (void)arguments;
  qemu_plugin_register_vcpu_tb_trans_cb(id, on_translate);
  qemu_plugin_register_atexit_cb(id, at_exit, 0);
  return 0;
}
