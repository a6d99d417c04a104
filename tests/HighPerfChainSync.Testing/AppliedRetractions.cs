namespace HighPerfChainSync.Testing;

/// <summary>What a consumer has of one partition once it has applied retractions: each must be the newest record that stands, as it was sent, and <c>removed</c>.</summary>
public sealed class AppliedRetractions
{
    private readonly List<string> _standing = [];

    /// <summary>The records that stand, in order.</summary>
    public IReadOnlyList<string> Standing => _standing;

    /// <summary>Retractions that were applied.</summary>
    public int Retractions { get; private set; }

    /// <summary>Takes the next record, as JSON.</summary>
    /// <exception cref="InvalidOperationException">It takes back what is not the newest, or is not what was sent.</exception>
    public void Take(string json)
    {
        if (!json.Contains("\"removed\":true", StringComparison.Ordinal))
        {
            _standing.Add(json);
            return;
        }

        if (_standing.Count == 0) throw new InvalidOperationException("Taken back, but nothing stands: " + json);
        string expected = _standing[^1].Replace(",\"item_id\":", ",\"removed\":true,\"item_id\":", StringComparison.Ordinal);
        if (json != expected) throw new InvalidOperationException($"Taken back is{Environment.NewLine}{json}{Environment.NewLine}and the newest is{Environment.NewLine}{_standing[^1]}");
        _standing.RemoveAt(_standing.Count - 1);
        Retractions++;
    }
}
