using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.EndToEnd.Workloads;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.EndToEnd.Producers;

/// <summary>The C program: a process for each run, which measures itself after a transaction to warm up.</summary>
internal sealed class BareContender : IContender
{
    private const int RecordHeader = 16;

    private readonly BareProgram _program;
    private readonly BenchStream _stream;
    private readonly bool _reports;
    private readonly string _file = Path.GetTempFileName();

    /// <param name="program">The program.</param>
    /// <param name="stream">Where it produces to.</param>
    /// <param name="workload">What: it gets the records in a file.</param>
    /// <param name="reports">Whether it takes delivery reports, as ours must to learn what became of each record.</param>
    public BareContender(BareProgram program, BenchStream stream, Workload workload, bool reports)
    {
        _program = program;
        _stream = stream;
        _reports = reports;
        using FileStream file = File.Create(_file);
        for (int i = 0; i < workload.Count; i++) Write(workload[i], file);
    }

    public string Name => _reports ? "C, delivery reports" : "C, no reports";

    public ProducerRun Run(int transactions, int blocksPerTransaction)
    {
        List<string> arguments =
        [
            _file, Text(blocksPerTransaction), Text(transactions), _reports ? "1" : "0", Text(_stream.Topics.ProgressIndex),
            .. _stream.Topics.Names[.._stream.Topics.ProgressIndex],
        ];
        foreach ((string key, string value) in _stream.Properties)
        {
            if (!key.StartsWith("dotnet.", StringComparison.Ordinal) && key != "transactional.id") arguments.Add($"{key}={value}");
        }

        arguments.Add($"transactional.id={_stream.Topics.ProgressName}-c");
        using Process process = Process.Start(new ProcessStartInfo(_program.Path, arguments) { RedirectStandardOutput = true })!;
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"The C program ended with {process.ExitCode}.");
        double[] total = Numbers(lines[0]);
        return new ProducerRun((long)total[0], total[1], total[2], null, Numbers(lines[1]));
    }

    public void Dispose() => File.Delete(_file);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static double[] Numbers(string line) =>
        Array.ConvertAll(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), static number => double.Parse(number, CultureInfo.InvariantCulture));

    /// <summary>Each record: length, topic, whether it is the last of its block, time in milliseconds; then its bytes.</summary>
    private void Write(BlockData block, FileStream file)
    {
        ReadOnlySpan<EncodedRecord> records = block.Encoded.Records;
        Span<byte> header = stackalloc byte[RecordHeader];
        for (int i = 0; i < records.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(header, records[i].Length);
            BinaryPrimitives.WriteInt16LittleEndian(header[4..], (short)_stream.Topics.IndexOf(records[i].Entity));
            BinaryPrimitives.WriteInt16LittleEndian(header[6..], (short)(i == records.Length - 1 ? 1 : 0));
            BinaryPrimitives.WriteInt64LittleEndian(header[8..], KafkaSink.ToTimestamp(block.Header.Timestamp));
            file.Write(header);
            file.Write(block.Encoded.GetSpan(records[i]));
        }
    }
}
