using System.Diagnostics;
using System.Globalization;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.EndToEnd.Figures;
using HighPerfChainSync.EndToEnd.Workloads;
using HighPerfChainSync.Records;
using Microsoft.Win32.SafeHandles;

namespace HighPerfChainSync.EndToEnd;

/// <summary>Ready-made records of a chain written to files and made durable, and nothing else: what the disk takes.</summary>
internal sealed class BareFileRun
{
    /// <summary>As the host does it.</summary>
    private const long CommitBytes = 64 << 20;

    /// <summary>Different blocks, in a cycle: three of the chain's.</summary>
    private const int WorkloadBlocks = 60;

    /// <summary>One file for each entity; what goes into it for each block, lines ended.</summary>
    private readonly List<byte[][]> _blocks = [];

    private readonly int _count;

    /// <summary>Prepares the records.</summary>
    /// <param name="chain">One of <see cref="Chains"/>.</param>
    /// <param name="options">Entities and number of blocks.</param>
    public BareFileRun(string chain, EndToEndOptions options)
    {
        EntitySet entities = options.Entities is null ? EntitySet.Default : EntityNames.Parse(options.Entities);
        using Workload workload = WorkloadMaker.OfChain(chain, WorkloadBlocks, entities);
        for (int i = 0; i < workload.Count; i++) _blocks.Add(LinesOf(workload[i].Encoded));
        _count = options.LongBlocks - options.ShortBlocks;
    }

    /// <summary>Runs it once.</summary>
    public BareFigures Measure()
    {
        string directory = Directory.CreateTempSubdirectory("chainsync-bench-").FullName;
        try
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            Write(directory);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var figures = BareFigures.Of(_count, seconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds, null, _count);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  ready-made files: {_count} blocks in {seconds:0.00} s, {figures.BlocksPerSecond:0} blocks/s"));
            return figures;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private void Write(string directory)
    {
        SafeFileHandle[] files = [.. Enumerable.Range(0, EntityNames.Count).Select(entity =>
            File.OpenHandle(Path.Combine(directory, ((Entity)entity).Plural()), FileMode.CreateNew, FileAccess.Write))];
        try
        {
            var written = new long[files.Length];
            long waiting = 0;
            for (int block = 0; block < _count; block++)
            {
                byte[][] parts = _blocks[block % _blocks.Count];
                for (int i = 0; i < files.Length; i++)
                {
                    RandomAccess.Write(files[i], parts[i], written[i]);
                    written[i] += parts[i].Length;
                    waiting += parts[i].Length;
                }

                if (waiting < CommitBytes && block < _count - 1) continue;
                foreach (SafeFileHandle file in files) RandomAccess.FlushToDisk(file);
                waiting = 0;
            }
        }
        finally
        {
            foreach (SafeFileHandle file in files) file.Dispose();
        }
    }

    private static byte[][] LinesOf(EncodedBlock encoded)
    {
        var parts = new MemoryStream[EntityNames.Count];
        for (int i = 0; i < parts.Length; i++) parts[i] = new MemoryStream();
        foreach (ref readonly EncodedRecord record in encoded.Records)
        {
            parts[(int)record.Entity].Write(encoded.GetSpan(in record));
            parts[(int)record.Entity].WriteByte((byte)'\n');
        }

        return Array.ConvertAll(parts, static part => part.ToArray());
    }
}
