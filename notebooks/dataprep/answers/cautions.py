"""From when a share says too little to conclude: how few answers, how wide an interval."""

# Below ten answers one respondent moves a share by more than ten points: it speaks of people.
FEW = 10
# An interval as wide does not tell a minority from a majority; the width from which the National
# Center for Health Statistics presents no proportion (Parker et al., 2017).
WIDE = 0.30
