"""Run by LibreOffice's own Python: opens a ballot, fills it in as a rater would, and saves it."""

import json
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

VERDICT, WHY, ID, LAST, FIRST_ROW = 2, 3, 6, 7, 4  # from zero: columns C, D and G, row 5


def properties(**values):
    """Properties as LibreOffice takes them."""
    made = []
    for name, value in values.items():
        one = PropertyValue()
        one.Name, one.Value = name, value
        made.append(one)
    return tuple(made)


def desktop(pipe):
    """The running LibreOffice."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    address = f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"
    for _ in range(1200):  # two minutes: other tests run meanwhile
        try:
            context = resolver.resolve(address)
            break
        except NoConnectException:
            time.sleep(0.1)
    return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


def fill(office, source, wanted):
    """Fill the rows of some claims, and say what was offered and which cells were locked."""
    document = office.loadComponentFromURL(
        Path(source).as_uri(), "_blank", 0, properties(Hidden=True)
    )
    sheet = document.Sheets.getByIndex(0)
    offered, locked = None, set()
    row = FIRST_ROW
    while id_ := sheet.getCellByPosition(ID, row).getString():
        offered = sheet.getCellByPosition(VERDICT, row).Validation.getFormula1()
        if id_ in wanted:
            sheet.getCellByPosition(VERDICT, row).setString(wanted[id_][0])
            sheet.getCellByPosition(WHY, row).setString(wanted[id_][1])
        locked |= {
            column
            for column in range(LAST + 1)
            if sheet.getCellByPosition(column, row).CellProtection.IsLocked
        }
        row += 1
    document.storeToURL(Path(source).as_uri(), properties(FilterName="Calc MS Excel 2007 XML"))
    is_protected = sheet.isProtected()
    document.dispose()
    return {
        "offered": offered,
        "is_protected": is_protected,
        "locked": sorted(locked),
        "n_rows": row - FIRST_ROW,
    }


office = desktop(sys.argv[1])
sys.stdout.write(json.dumps(fill(office, sys.argv[2], json.loads(sys.argv[3]))))
office.terminate()
