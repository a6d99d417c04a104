// Counting is only true when nothing else runs, and pools that tests share must not be emptied by a neighbour.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
