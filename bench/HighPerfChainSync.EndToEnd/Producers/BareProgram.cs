using System.Diagnostics;

namespace HighPerfChainSync.EndToEnd.Producers;

/// <summary>The C program, built against the copy of librdkafka that this process has loaded.</summary>
internal sealed class BareProgram : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chainsync-bare-");

    private BareProgram()
    {
    }

    /// <summary>The program.</summary>
    public string Path => System.IO.Path.Combine(_folder.FullName, "producer");

    /// <summary>Builds it, or says why that cannot be done.</summary>
    public static (BareProgram? Program, string? WhyNot) TryBuild()
    {
        if (!OperatingSystem.IsLinux()) return (null, "it is only built on Linux");
        Confluent.Kafka.Library.Load();
        if (LoadedPath() is not { } library) return (null, "the copy of librdkafka in use was not found");
        var program = new BareProgram();
        // Under the name that the library gives itself, wherever the package has put it.
        File.CreateSymbolicLink(System.IO.Path.Combine(program._folder.FullName, "librdkafka.so.1"), library);
        string source = System.IO.Path.Combine(AppContext.BaseDirectory, "native-baseline");
        string? fault = Compile(
        [
            "-O2", "-Wall", "-Wextra", "-I", source, System.IO.Path.Combine(source, "producer.c"),
            System.IO.Path.Combine(program._folder.FullName, "librdkafka.so.1"), "-Wl,-rpath," + program._folder.FullName, "-lpthread", "-o", program.Path,
        ]);
        if (fault is null) return (program, null);
        program.Dispose();
        return (null, fault);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string? Compile(string[] arguments)
    {
        try
        {
            using Process gcc = Process.Start(new ProcessStartInfo("gcc", arguments) { RedirectStandardError = true })!;
            string said = gcc.StandardError.ReadToEnd();
            gcc.WaitForExit();
            return gcc.ExitCode == 0 ? null : $"gcc failed: {said.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "there is no gcc";
        }
    }

    private static string? LoadedPath()
    {
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            int path = line.IndexOf('/', StringComparison.Ordinal);
            if (path >= 0 && System.IO.Path.GetFileName(line.AsSpan(path)).Contains("librdkafka", StringComparison.Ordinal)) return line[path..];
        }

        return null;
    }
}
