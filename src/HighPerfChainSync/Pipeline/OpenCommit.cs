using System.Runtime.InteropServices;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Pipeline;

/// <summary>The blocks since the last commit, and what they amount to.</summary>
/// <remarks>Owner of the blocks: this object, between <see cref="Add"/> and <see cref="LetGo"/>, <see cref="Committed"/> or <see cref="Drop"/>. Thread: one at a time.</remarks>
internal sealed class OpenCommit
{
    private readonly PipelineContext _context;
    private readonly EntitySet _entities;
    private readonly List<BlockData> _blocks = [];
    private readonly List<Hash256> _hashes = [];
    private readonly long[] _recordsLetGo = new long[EntityNames.Count];
    private long _bytesLetGo;
    private ulong _first;
    private long _openedAt;

    /// <summary>Creates an empty one.</summary>
    /// <param name="context">What the stages share.</param>
    /// <param name="entities">What the stream writes.</param>
    public OpenCommit(PipelineContext context, EntitySet entities)
    {
        _context = context;
        _entities = entities;
    }

    /// <summary>The blocks that are held.</summary>
    public List<BlockData> Blocks => _blocks;

    /// <summary>Blocks since the last commit, held or not.</summary>
    public int Count => _hashes.Count;

    /// <summary>The last block added.</summary>
    public ulong Last { get; private set; }

    /// <summary>Bytes of the budget that the blocks are charged.</summary>
    public long Charge { get; private set; }

    /// <summary>Encoded bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Records.</summary>
    public long Records { get; private set; }

    /// <summary>Time since the first block.</summary>
    public TimeSpan Age => _context.Time.GetElapsedTime(_openedAt);

    /// <summary>Takes a block.</summary>
    public void Add(BlockData block)
    {
        Last = block.Header.Number;
        if (_hashes.Count == 0)
        {
            _first = Last;
            _openedAt = _context.Time.GetTimestamp();
        }

        _blocks.Add(block);
        _hashes.Add(block.Header.Hash);
        Charge += block.ChargedBytes;
        Bytes += block.Encoded.TotalBytes;
        for (int i = 0; i < EntityNames.Count; i++)
        {
            if (_entities.Contains((Entity)i)) Records += block.CountOf((Entity)i);
        }
    }

    /// <summary>Gives the blocks back, although their commit is still to come: the sink no longer refers to them.</summary>
    public void LetGo()
    {
        foreach (BlockData block in _blocks)
        {
            _bytesLetGo += block.Encoded.WrittenBytes;
            for (int i = 0; i < _recordsLetGo.Length; i++)
            {
                if (_entities.Contains((Entity)i)) _recordsLetGo[i] += block.CountOf((Entity)i);
            }
        }

        Discard();
    }

    /// <summary>Reports that all of it has been committed, and gives the blocks back.</summary>
    public void Committed(TimeSpan duration)
    {
        LetGo();
        long total = 0;
        for (int i = 0; i < _recordsLetGo.Length; i++)
        {
            _context.Metrics.RecordsCommitted((Entity)i, _recordsLetGo[i]);
            total += _recordsLetGo[i];
        }

        _context.Window.Commit(_first, CollectionsMarshal.AsSpan(_hashes));
        _context.Metrics.Committed(Last, _hashes.Count, total, _bytesLetGo, duration);
        Clear();
    }

    /// <summary>Gives the blocks back and forgets them. Only when the sink no longer reads them.</summary>
    public void Drop()
    {
        Discard();
        Clear();
    }

    private void Discard()
    {
        foreach (BlockData block in _blocks) _context.Discard(block);
        _blocks.Clear();
        Charge = 0;
    }

    private void Clear()
    {
        _hashes.Clear();
        Array.Clear(_recordsLetGo);
        _bytesLetGo = 0;
        Bytes = Records = 0;
    }
}
