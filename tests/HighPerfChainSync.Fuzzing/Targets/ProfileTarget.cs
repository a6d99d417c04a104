using System.Reflection;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Fuzzing.Targets;

/// <summary>The profile of a chain, a file of the user's: what is taken can be worked with.</summary>
internal sealed class ProfileTarget : IFuzzTarget
{
    private const string Prefix = "profiles/";

    private readonly UnknownFields _unknown = new();
    private readonly List<FuzzSeed> _seeds = [];
    private long _taken;
    private long _refused;

    /// <summary>Takes the profiles that come with the library.</summary>
    public ProfileTarget()
    {
        Assembly library = typeof(ChainProfiles).Assembly;
        foreach (string name in library.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using Stream stream = library.GetManifestResourceStream(name)!;
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            _seeds.Add(new FuzzSeed(name[Prefix.Length..], bytes));
        }
    }

    public string Name => "profile";

    public IReadOnlyList<FuzzSeed> Seeds => _seeds;

    public int BytesPerByte => 256;

    public string Summary => $"{_taken} taken, {_refused} refused";

    public ulong Run(ReadOnlyMemory<byte> input)
    {
        using var stream = new MemoryStream(input.ToArray());
        ChainProfile profile;
        try
        {
            profile = ChainProfiles.Read(stream, "profile.json");
        }
        catch (ChainSyncException refusal)
        {
            _refused++;
            return Outcome.Of(refusal);
        }

        _taken++;
        _ = new BlockDecoder(_unknown, profile);
        _ = new BlockVerifier(new VerificationOptions(), profile);
        return Outcome.Of((ulong)profile.HeaderFields.Count, (ulong)profile.LenientChecks.Count, profile.HasValidatorSeals ? 1u : 0u);
    }

    public void Dispose()
    {
    }
}
