namespace HighPerfChainSync.Testing;

/// <summary>Finds the repository that this program was built in.</summary>
public static class RepositoryRoot
{
    private const string Mark = "HighPerfChainSync.sln";

    /// <summary>Its folder, or null when the program lies elsewhere.</summary>
    public static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Mark))) return folder.FullName;
        }

        return null;
    }

    /// <summary>Its folder.</summary>
    /// <exception cref="DirectoryNotFoundException">The program lies elsewhere.</exception>
    public static string Require() => Find() ?? throw new DirectoryNotFoundException($"{Mark} lies in no folder above {AppContext.BaseDirectory}.");
}
