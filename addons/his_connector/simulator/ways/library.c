/* A SIMULATED vendor's library, as patient-card and queue vendors hand them over: call init with
 * the file of registrations, open, then next until it gives 0, and field for each of its names. */
#include <stdio.h>
#include <string.h>

static char path[500], line[1000];
static FILE *file;
static const char *NAMES[] = {"mrn", "name", "visit", "dept", "at", "state"};

int init(const char *where)
{
    snprintf(path, sizeof path, "%s", where);
    return 1;
}

int open_list(void)
{
    if (file) fclose(file);
    file = fopen(path, "rb");
    return file ? 1 : -1;
}

int next(void)
{
    if (file && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = 0;
        return 1;
    }
    if (file) fclose(file);
    file = NULL;
    return 0;
}

int field(const char *name, char *value)
{
    char copy[1000], *rest = copy, *end;
    int number;
    strcpy(copy, line);
    for (number = 0; number < 6; number++) {
        end = strchr(rest, '\t');
        if (end) *end = 0;
        if (!strcmp(name, NAMES[number])) {
            strcpy(value, rest);
            return 1;
        }
        if (!end) break;
        rest = end + 1;
    }
    return -1;
}
