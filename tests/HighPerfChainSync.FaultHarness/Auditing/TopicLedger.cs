using System.Globalization;
using HighPerfChainSync.FaultHarness.Source;

namespace HighPerfChainSync.FaultHarness.Auditing;

/// <summary>Compares what a consumer is shown of one topic with what the chain holds, record by record as they come.</summary>
/// <remarks>Thread: one at a time.</remarks>
internal sealed class TopicLedger(KnownChain chain, int topic, string name)
{
    private const int MaxExamples = 5;

    private readonly HashSet<int> _missing = [];
    private readonly List<string> _examples = [];

    /// <summary>Position that the next record must have.</summary>
    public int Next { get; private set; }

    /// <summary>Records that are missing before <see cref="Next"/>.</summary>
    public int Lost => _missing.Count;

    /// <summary>Records that came again.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Records that came after one that belongs behind them.</summary>
    public int OutOfOrder { get; private set; }

    /// <summary>Records that the chain does not hold, or not with these bytes.</summary>
    public int Foreign { get; private set; }

    /// <summary>The first of what is wrong, in words.</summary>
    public IReadOnlyList<string> Examples => _examples;

    /// <summary>Whether everything so far is right.</summary>
    public bool IsSound => Lost + Duplicates + OutOfOrder + Foreign == 0;

    /// <summary>Takes the next record.</summary>
    public void Observe(long offset, ReadOnlySpan<byte> value)
    {
        ulong digest = KnownChain.Digest(value);
        if (chain.IsAt(topic, Next, digest))
        {
            Next++;
            return;
        }

        int position = chain.Find(topic, digest);
        if (position < 0)
        {
            Foreign++;
            Note(offset, $"is no record of the chain: {TextEncoding.UTF8.GetString(value[..Math.Min(value.Length, 200)])}");
        }
        else if (_missing.Remove(position))
        {
            OutOfOrder++;
            Note(offset, $"{chain.IdOf(topic, position)} comes after records that belong behind it");
        }
        else if (position < Next)
        {
            Duplicates++;
            Note(offset, $"{chain.IdOf(topic, position)} comes again");
        }
        else
        {
            Note(offset, $"{position - Next} records are missing before {chain.IdOf(topic, position)}, the first of them {chain.IdOf(topic, Next)}");
            for (int i = Next; i < position; i++) _missing.Add(i);
            Next = position + 1;
        }
    }

    /// <summary>Counts what lies before an end that must have been reached, and is missing; and what lies behind it and should not be there.</summary>
    public void RequireEnd(int end)
    {
        if (Next == end) return;
        if (Next > end) Note(-1, $"holds {Next} records where the committed blocks have {end}");
        else Note(-1, $"ends after {Next} records where the committed blocks have {end}");
        if (Next > end) Foreign += Next - end;
        for (int i = Next; i < end; i++) _missing.Add(i);
        Next = end;
    }

    private void Note(long offset, string what)
    {
        if (_examples.Count == MaxExamples) return;
        string where = offset < 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}, offset {offset}:");
        _examples.Add($"{where} {what}");
    }
}
