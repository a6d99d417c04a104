namespace HighPerfChainSync.Testing;

/// <summary>What a consumer of JSON records holds that applies retractions: the records of one topic that still stand, oldest first.</summary>
/// <remarks>It knows nothing of the program: a retraction must be the newest record that stands, byte for byte, with <c>"removed":true</c> before its id.</remarks>
public sealed class RetractingView
{
    private const string Removed = "\"removed\":true,\"item_id\":";
    private const string Id = "\"item_id\":";

    private readonly List<string> _standing = [];
    private readonly List<string> _problems = [];

    /// <summary>The records that stand.</summary>
    public IReadOnlyList<string> Standing => _standing;

    /// <summary>Retractions so far.</summary>
    public int Retractions { get; private set; }

    /// <summary>Records so far, retractions included.</summary>
    public int Records { get; private set; }

    /// <summary>What was wrong, in words.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Takes the next record.</summary>
    public void Take(string record)
    {
        Records++;
        if (!record.Contains(Removed, StringComparison.Ordinal))
        {
            _standing.Add(record);
            return;
        }

        Retractions++;
        string original = record.Replace(Removed, Id, StringComparison.Ordinal);
        if (_standing.Count > 0 && _standing[^1] == original) _standing.RemoveAt(_standing.Count - 1);
        else _problems.Add($"record {Records} retracts what is not the newest that stands: {record}");
    }
}
