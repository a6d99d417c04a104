using HighPerfChainSync.Records;

namespace HighPerfChainSync.EndToEnd.Workloads;

/// <summary>Encoded blocks that are produced over and over, some of them in a transaction.</summary>
/// <remarks>Owner of the blocks: the workload, until it is disposed; producers read them in place.</remarks>
internal sealed class Workload : IDisposable
{
    private readonly List<BlockData> _blocks;

    public Workload(string name, List<BlockData> blocks, EntitySet entities)
    {
        Name = name;
        _blocks = blocks;
        Entities = entities;
        foreach (BlockData block in blocks)
        {
            Messages += block.Encoded.Records.Length;
            Bytes += block.Encoded.TotalBytes;
        }
    }

    /// <summary>What it is, for the table.</summary>
    public string Name { get; }

    /// <summary>What its records are; each kind has a topic.</summary>
    public EntitySet Entities { get; }

    /// <summary>Different blocks.</summary>
    public int Count => _blocks.Count;

    /// <summary>Records of all of them.</summary>
    public long Messages { get; }

    /// <summary>Bytes of all of them.</summary>
    public long Bytes { get; }

    /// <summary>The block at a place of the endless sequence.</summary>
    public BlockData this[long index] => _blocks[(int)(index % _blocks.Count)];

    public void Dispose()
    {
        foreach (BlockData block in _blocks) block.Return();
        _blocks.Clear();
    }
}
