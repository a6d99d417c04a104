using System.Text;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Kafka.Producing;

/// <summary>The values of the header <c>chainsync.verification</c>. Blocks of which the same was checked share theirs.</summary>
/// <remarks>Thread: one at a time.</remarks>
internal sealed class VerificationHeaders
{
    /// <summary>Combinations that are kept; a chain shows a handful.</summary>
    private const int MaxKept = 256;

    private readonly Dictionary<(VerificationLevel, CheckSet, CheckSet), byte[]> _values = [];

    /// <summary>Name of the header.</summary>
    public const string NameText = "chainsync.verification";

    /// <summary>Name of the header, followed by a zero byte.</summary>
    public static ReadOnlySpan<byte> Name => "chainsync.verification\0"u8;

    /// <summary>The value for a block: <c>roots</c>, <c>roots;unverifiable=transactions-root,block-hash</c>, <c>roots;failed=gas-price</c>.</summary>
    public byte[] Of(BlockVerification verification)
    {
        (VerificationLevel, CheckSet, CheckSet) key = (verification.Level, verification.Unverifiable, verification.Failed);
        if (_values.TryGetValue(key, out byte[]? value)) return value;
        var text = new StringBuilder(VerificationLevelNames.Of(verification.Level));
        Append(text, ";unverifiable=", verification.Unverifiable);
        Append(text, ";failed=", verification.Failed);
        value = TextEncoding.UTF8.GetBytes(text.ToString());
        if (_values.Count == MaxKept) _values.Clear();
        _values.Add(key, value);
        return value;
    }

    private static void Append(StringBuilder text, string before, CheckSet checks)
    {
        if (checks.IsEmpty) return;
        text.Append(before);
        bool isFirst = true;
        foreach (BlockCheck check in checks)
        {
            if (!isFirst) text.Append(',');
            text.Append(BlockCheckNames.Of(check));
            isFirst = false;
        }
    }
}
