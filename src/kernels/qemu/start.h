#ifndef START_H
#define START_H

/* To the host's standard error. */
void write_text(const char *text);

#endif
