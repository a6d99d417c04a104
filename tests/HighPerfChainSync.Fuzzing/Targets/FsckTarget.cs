using HighPerfChainSync.Chain;
using HighPerfChainSync.Checking;
using HighPerfChainSync.Kafka.Reading;

namespace HighPerfChainSync.Fuzzing.Targets;

/// <summary>The readers of fsck: whatever a topic holds is a fault with a name and a place, or a record; a record alone never makes a block that holds, unless it is one.</summary>
internal sealed class FsckTarget : IFuzzTarget
{
    private const ulong SomeBlock = 7;

    private readonly StoredBlockChecker _checker;
    private readonly IReadOnlyList<FuzzSeed> _seeds;
    private ulong _outcome;
    private long _found;
    private long _sound;
    private int _faults;

    public FsckTarget(IReadOnlyList<FuzzSeed> seeds)
    {
        _seeds = seeds;
        _checker = new StoredBlockChecker(new StoredCheckerOptions { Profile = ChainProfiles.Generic }, Note);
    }

    public string Name => "fsck";

    public IReadOnlyList<FuzzSeed> Seeds => _seeds;

    public int BytesPerByte => 64;

    public string Summary => $"{_found} inputs with faults, {_sound} without";

    public ulong Run(ReadOnlyMemory<byte> input)
    {
        _faults = 0;
        bool isRecord = RecordScan.TryRead(input.Span, out RecordFields fields);
        _outcome = Outcome.Of(isRecord ? 1u : 0u, (ulong?)fields.Entity + 1 ?? 0);
        _checker.Begin(isRecord ? fields.Number ?? SomeBlock : SomeBlock);
        _checker.Add(input, new StoredPlace("t", 0, 7));
        _checker.Complete();
        // What the scan does not know may be a block nevertheless: one with an escaped key, say.
        if (_faults == 0 && isRecord && fields.Entity is { } kind and not Records.Entity.Block) throw new FuzzFault($"A {kind} record alone has no fault.");
        if (_faults == 0) _sound++;
        else _found++;
        return _outcome;
    }

    public void Dispose() => _checker.Dispose();

    private void Note(StoredFault fault)
    {
        if (fault.Check.Length == 0 || fault.Message.Length == 0) throw new FuzzFault("A fault without a name or without words.");
        _faults++;
        foreach (char c in fault.Check) _outcome = Outcome.Mix(_outcome, c);
    }
}
