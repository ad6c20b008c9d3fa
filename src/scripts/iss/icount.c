/* A QEMU plug-in that counts executed instructions and prints the sum at exit. Debian's QEMU has the interface
 * (docs/devel/tcg-plugins, version 1) but no header for it, so the few prototypes stand here. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef uint64_t plugin_id;
struct block;
struct instruction;
struct info;

__attribute__((visibility("default"))) int qemu_plugin_version = 1;
void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id, void (*)(plugin_id, struct block *));
void qemu_plugin_register_atexit_cb(plugin_id, void (*)(plugin_id, void *), void *);
size_t qemu_plugin_tb_n_insns(const struct block *);
struct instruction *qemu_plugin_tb_get_insn(const struct block *, size_t);
void qemu_plugin_register_vcpu_insn_exec_inline(struct instruction *, int operation, void *counter, uint64_t amount);
void qemu_plugin_outs(const char *);

static uint64_t executed;

static void translated(plugin_id id, struct block *block)
{
  (void)id;
  for (size_t i = 0; i < qemu_plugin_tb_n_insns(block); i++)
    qemu_plugin_register_vcpu_insn_exec_inline(qemu_plugin_tb_get_insn(block, i), 0, &executed, 1);
}

static void leaving(plugin_id id, void *unused)
{
  (void)id;
  (void)unused;
  char line[48];
  snprintf(line, sizeof line, "executed %llu\n", (unsigned long long)executed);
  qemu_plugin_outs(line);
}

__attribute__((visibility("default"))) int qemu_plugin_install(plugin_id id, const struct info *info, int count, char **arguments)
{
  (void)info;
  (void)count;
  (void)arguments;
  qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
  qemu_plugin_register_atexit_cb(id, leaving, 0);
  return 0;
}
