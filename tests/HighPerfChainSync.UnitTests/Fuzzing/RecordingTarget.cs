using System.Security.Cryptography;
using HighPerfChainSync.Fuzzing;

namespace HighPerfChainSync.UnitTests.Fuzzing;

/// <summary>Remembers what it was given, and does what a test says.</summary>
internal sealed class RecordingTarget(IReadOnlyList<FuzzSeed> seeds, Func<ReadOnlyMemory<byte>, ulong>? run = null) : IFuzzTarget
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public string Name => "recording";

    public IReadOnlyList<FuzzSeed> Seeds => seeds;

    public int BytesPerByte => 1;

    public string Summary => "";

    /// <summary>Stands for all inputs and their order.</summary>
    public string Digest => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public ulong Run(ReadOnlyMemory<byte> input)
    {
        _hash.AppendData(input.Span);
        return run?.Invoke(input) ?? (ulong)input.Length % 7;
    }

    public void Dispose() => _hash.Dispose();
}
