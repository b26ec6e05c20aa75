from scorecard.interface import Score as Score
from scorecard.interface import Scorecard as Scorecard
from scorecard.interface import load as load
from scorecard.interface import read_table as read_table

DISTRIBUTION: str
